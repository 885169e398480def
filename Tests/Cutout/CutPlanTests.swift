import Bus
import Images
import Messages
import Testing

@testable import Cutout

/// Settings of a target, a job and the service, put together and checked.
@Suite("Plans of cutouts")
struct CutPlanTests {
    private func plan(_ layers: CutoutSettings...) throws -> CutPlan { try CutPlan(layers, largestArcminutes: 12) }

    @Test("what nobody has said is the service's own: one arcminute, FITS, all bands and planes, stitched")
    func defaults() throws {
        let plan = try plan(CutoutSettings())
        #expect(plan.size == .arcminutes(width: 1, height: 1))
        #expect(plan.bands == nil)
        #expect(plan.planes == [.science, .mask, .weight, .other])
        #expect(plan.hasFITS && plan.stitches && !plan.hasGrey && plan.lupton.isEmpty)
        #expect((plan.luptonMinimum, plan.luptonStretch, plan.luptonQ) == (1, 50, 10))
    }

    @Test("a row's settings win over the job's, and the job's hold where the row is silent")
    func layers() throws {
        let plan = try plan(
            CutoutSettings(widthPixels: 50, bands: "z", fits: false, grey: true),
            CutoutSettings(widthArcminutes: 3, heightArcminutes: 2, bands: "gri", edges: "pad", lupton: "irg"))
        #expect(plan.size == .pixels(width: 50, height: 50))
        #expect(plan.bands == ["z"])
        #expect(!plan.hasFITS && plan.hasGrey && !plan.stitches)
        #expect(plan.lupton == [["i", "r", "g"]])
    }

    @Test(
        "what makes no sense is refused with what was expected",
        arguments: [
            (CutoutSettings(widthArcminutes: 13), "size 13.0 arcmin: expected 0.1 to 12.0"),
            (CutoutSettings(widthArcminutes: .nan), "size nan arcmin: expected 0.1 to 12.0"),
            (CutoutSettings(bands: "gg"), "bands \"gg\": expected different bands"),
            (CutoutSettings(lupton: "ir"), "expected three different bands, red first"),
            (CutoutSettings(edges: "wrap"), "edges \"wrap\": expected pad, stitch"),
            (CutoutSettings(shape: "star"), "shape \"star\": expected box, circle or polygon"),
            (CutoutSettings(shape: "polygon", polygon: "1 2 3"), "expected at least three pairs"),
            (CutoutSettings(fits: false), "neither FITS nor pictures"),
            (CutoutSettings(widthPixels: 40_000), "expected at most 20000 each"),
            (CutoutSettings(limits: "some"), "expected zscale, minmax or a percentage"),
        ])
    func refusals(settings: CutoutSettings, reason: String) {
        #expect { try plan(settings) } throws: { "\($0)".contains(reason) }
    }

    @Test("bands are letters, or names with commas between")
    func bands() throws {
        #expect(try CutPlan.names("gri", "bands") == ["g", "r", "i"])
        #expect(try CutPlan.names("w1,w2", "bands") == ["w1", "w2"])
        #expect(try CutPlan.names("VR,", "bands").first == "VR")
    }
}
