import Sky
import Testing

@testable import Cutout

/// Names of cutouts, with the lineage's defects as golden cases.
@Suite("Names of cutouts")
struct CutoutNameTests {
    private func stem(_ ra: Double, _ dec: Double) throws -> String {
        CutoutName.stem(collection: "sky", try #require(SkyPosition(rightAscension: ra, declination: dec)))
    }

    @Test(
        "a name is the position, cut off at its last digit",
        arguments: [
            (0.0, 0.0, "skyJ000000.00+000000.0"), (15.0, -0.5, "skyJ010000.00-003000.0"),
            (0.0, -0.0001, "skyJ000000.00-000000.3"), (359.999999, 89.99999, "skyJ235959.99+895959.9"),
            (30.51, -20.02, "skyJ020202.40-200112.0"), (360.0, -90.0, "skyJ000000.00-900000.0"),
        ])
    func names(ra: Double, dec: Double, expected: String) throws {
        #expect(try stem(ra, dec) == expected)
    }

    @Test("nothing of a collection's name leads out of the folder")
    func plain() {
        #expect(CutoutName.plain("../../etc/pass wd") == "______etc_pass_wd")
    }
}
