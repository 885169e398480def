import Images
import Sky
import Testing

@testable import Cutout

/// Images found by where they are.
@Suite("The index of images")
struct ImageIndexTests {
    /// Square images of half a degree, all over the sky.
    private static func record(_ number: Int, _ ra: Double, _ dec: Double, plane: PlaneKind = .science) throws
        -> ImageRecord
    {
        let centre = try #require(SkyPosition(rightAscension: ra, declination: dec))
        let corners = [45.0, 135, 225, 315].map { centre.offset(by: 0.353, positionAngle: $0) }
        return ImageRecord(
            identifier: Int64(number), collection: "sky", release: "", band: "r", plane: plane,
            group: "image\(number)#0",
            folder: "/images", path: "image\(number)_\(plane).fits", hdu: 0, centre: centre, width: 1_000,
            height: 1_000,
            scaleArcseconds: 1.8, footprint: corners, limitingMagnitude: nil, mjd: nil, compression: "", fileBytes: 1,
            fileChangedNanoseconds: 1, checksum: "", problem: "")
    }

    private static let places = [
        (0.1, 0.0), (359.9, 0.1), (180, 89.9), (0, 89.9), (90, -89.8), (30, -20), (30.3, -20.1), (200, 45),
    ]

    @Test("the images near a place are those that reach it, the nearest first, across RA 0 and at the poles")
    func nearest() throws {
        let index = ImageIndex(try Self.places.enumerated().map { try Self.record($0, $1.0, $1.1) })
        func found(_ ra: Double, _ dec: Double, _ arcminutes: Double = 0) throws -> [Int64] {
            let place = try #require(SkyPosition(rightAscension: ra, declination: dec))
            return index.groups(near: place, withinRadians: arcminutes / 60 * .pi / 180) { _ in true }
                .map { $0.planes[0].identifier }
        }
        #expect(try found(0, 0) == [0, 1])
        #expect(try found(359.95, 0) == [0, 1] || found(359.95, 0) == [1, 0])
        #expect(Set(try found(0, 90)) == [2, 3])
        #expect(try found(0, -90) == [4])
        #expect(try found(30.16, -20.05).first == 6)
        #expect(try found(100, 0) == [])
    }

    @Test("planes of one image are one group, whose science plane comes first; images with a problem are in none")
    func planes() throws {
        var mask = try Self.record(1, 30, -20, plane: .mask)
        mask.group = "image0#0"
        var broken = try Self.record(2, 30, -20)
        broken.problem = "lies"
        let index = ImageIndex([mask, try Self.record(0, 30, -20), broken])
        let place = try #require(SkyPosition(rightAscension: 30, declination: -20))
        let groups = index.groups(near: place, withinRadians: 0) { _ in true }
        #expect(groups.count == 1)
        #expect(groups[0].planes.map(\.plane) == [.science, .mask])
        #expect(index.records.count == 3)
    }

    @Test(
        "planes in files of their own are told by their names",
        arguments: [
            ("c4d_150329_083320_ooi_r_ls9.N11.fits", "c4d_150329_083320_ood_r_ls9.N11.fits"),
            ("c4d_150329_083320_ooi_r_ls9.N11.fits", "c4d_150329_083320_oow_r_ls9.N11.fits.fz"),
            ("unwise-3460p121-w1-img-m.fits", "unwise-3460p121-w1-invvar-m.fits.gz"),
        ])
    func planeNames(science: String, other: String) {
        #expect(PlaneNames.withoutPlane(science) == PlaneNames.withoutPlane(other))
    }
}
