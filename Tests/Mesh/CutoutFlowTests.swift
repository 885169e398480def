import Bus
import Foundation
import Images
import Jobs
import Mesh
import Messages
import Sky
import TestSupport
import Testing

/// Cutouts on the bus: from a folder of images to files, with a reason for each that is missing.
@Suite("Cutout flow", .timeLimit(.minutes(3)))
struct CutoutFlowTests {
    /// Two tiles side by side that overlap by 20 pixels, in bands g, r and i, with science and mask.
    private static func writeTiles(_ folder: String) throws {
        for (tile, offset) in [("east", -0.0), ("west", 180.0)] {
            for (number, band) in ["g", "r", "i"].enumerated() {
                let writer = try FITSImageWriter(path: "\(folder)/\(tile)_\(band).fits")
                var header = ImageHeader()
                header.set("CTYPE1", "RA---TAN")
                header.set("CTYPE2", "DEC--TAN")
                header.set("CRVAL1", 0.0)
                header.set("CRVAL2", -20.0)
                header.set("CRPIX1", 100.5 - offset)
                header.set("CRPIX2", 100.5)
                header.set("CD1_1", -1.0 / 3_600)
                header.set("CD2_2", 1.0 / 3_600)
                header.set("BAND", band)
                // A value tells its pixel on the sky, the same on both tiles.
                let values = (0..<200 * 200).map { index in
                    Float(index % 200) + Float(offset) + 1_000 * Float(index / 200) + 0.25 * Float(number)
                }
                let science = try #require(PixelBlock(width: 200, height: 200, pixels: .float(values)))
                let mask = try #require(
                    PixelBlock(width: 200, height: 200, pixels: .int16(values.map { Int16(Int($0) % 128) })))
                try writer.append(science, header: header, name: "SCI")
                try writer.append(mask, header: header, name: "MSK")
                try writer.finish()
            }
        }
    }

    private static func with(
        _ body: @escaping (FlowFixture, _ images: String) async throws -> Void
    ) async throws {
        try await FlowFixture.with(services: ["cutout"]) { fixture in
            let images = "\(fixture.folder)/images/tiles"
            try FileManager.default.createDirectory(atPath: images, withIntermediateDirectories: true)
            try writeTiles(images)
            let ended = try await scan(fixture, images)
            #expect(ended.phase == .completed, "\(ended.error)")
            try await body(fixture, images)
        }
    }

    @discardableResult
    private static func scan(_ fixture: FlowFixture, _ folder: String = "") async throws -> Job {
        let parameters = try await fixture.ask(
            "cutout", "scan-check", ScanParameters(collection: "tiles", folder: folder), as: ScanParameters.self)
        return try await run(
            fixture, Job(id: JobClient.newID(), project: "main", owner: "me", kind: "scan", scan: parameters))
    }

    private static func run(_ fixture: FlowFixture, _ job: Job) async throws -> Job {
        let client = try fixture.jobs(of: "me")
        _ = try await client.submit(job)
        return try await client.wait(for: job.id, project: "main")
    }

    private static func cut(
        _ fixture: FlowFixture, _ ra: Double, _ dec: Double, _ settings: CutoutSettings = CutoutSettings()
    ) async throws -> CutoutReply {
        try await fixture.ask(
            "cutout", "cutout", CutoutRequest(target: CutoutTarget(raDegrees: ra, decDegrees: dec, settings: settings)),
            as: CutoutReply.self)
    }

    /// What a file holds.
    private static func open(_ file: CutoutFile, _ folder: String) throws -> ImageFile {
        let path = "\(folder)/\(UUID().uuidString).fits"
        try Data(file.content).write(to: URL(fileURLWithPath: path))
        return try ImageFile.open(path)
    }

    @Test("a position gets its pixels, in all bands and planes, with a WCS that leads back to it")
    func single() async throws {
        try await Self.with { fixture, _ in
            let reply = try await Self.cut(fixture, 0, -20)
            #expect(reply.reason.isEmpty)
            #expect(reply.files.map(\.name) == ["g", "r", "i"].map { "tilesJ000000.00-200000.0_\($0).fits" })
            let file = try Self.open(try #require(reply.files.first), fixture.folder)
            #expect(file.extensions.map(\.name) == ["SCI", "MSK"])
            for image in file.extensions {
                #expect((image.width, image.height) == (60, 60))
                let world = try WorldCoordinates(image.header)
                let place = try #require(SkyPosition(rightAscension: 0, declination: -20))
                let pixel = try #require(world.pixel(of: place))
                #expect(abs(pixel.x - 29.5) < 1e-6 && abs(pixel.y - 29.5) < 1e-6)
            }
            let corner = try file.read(file.extensions[0], PixelBox(x: 0, y: 0, width: 1, height: 1))
            #expect(corner[0, 0] == 70 + 70_000)
        }
    }

    @Test("over the edge of an image the neighbour's pixels come in, and the file says so; padded, they are blank")
    func stitched() async throws {
        try await Self.with { fixture, _ in
            let ra = -95.0 / 3_600 / cos(20 * .pi / 180)
            let stitched = try await Self.cut(fixture, ra, -20, CutoutSettings(bands: "r", planes: "science"))
            let file = try #require(stitched.files.first)
            #expect(file.images.count == 2)
            #expect(file.blankShare == 0)
            #expect(file.note.contains("stitched from 2 images"))
            let image = try Self.open(file, fixture.folder)
            let block = try image.read(image.extensions[0], image.extensions[0].bounds)
            // A value tells its place: from one column to the next it grows by one, over the seam, too.
            let row = (0..<block.width).map { block[$0, 10] }
            #expect(zip(row, row.dropFirst()).allSatisfy { $1 - $0 == 1 })
            let padded = try await Self.cut(
                fixture, ra, -20, CutoutSettings(bands: "r", planes: "science", edges: "pad"))
            let part = try #require(padded.files.first)
            #expect(part.images.count == 1)
            #expect(part.blankShare > 0.2 && part.note.contains("is blank"))
        }
    }

    @Test("where no collection is chosen, each that has the position gives its own file")
    func collections() async throws {
        try await Self.with { fixture, images in
            let other = "\(fixture.folder)/images/other"
            try FileManager.default.createDirectory(atPath: other, withIntermediateDirectories: true)
            try FileManager.default.copyItem(atPath: "\(images)/east_r.fits", toPath: "\(other)/r.fits")
            let parameters = try await fixture.ask(
                "cutout", "scan-check", ScanParameters(collection: "other", folder: other), as: ScanParameters.self)
            let ended = try await Self.run(
                fixture, Job(id: JobClient.newID(), project: "main", owner: "me", kind: "scan", scan: parameters))
            #expect(ended.phase == .completed, "\(ended.error)")
            let both = try await Self.cut(fixture, 0, -20, CutoutSettings(bands: "r"))
            #expect(both.files.map(\.collection) == ["other", "tiles"])
            #expect(both.reason.isEmpty)
            // Only one of them has the band.
            let one = try await Self.cut(fixture, 0, -20, CutoutSettings(bands: "g"))
            #expect(one.files.map(\.collection) == ["tiles"])
            let chosen = try await Self.cut(fixture, 0, -20, CutoutSettings(collection: "other", bands: "r"))
            #expect(chosen.files.map(\.name) == ["otherJ000000.00-200000.0_r.fits"])
        }
    }

    @Test("what cannot be cut has its reason: off the images, no such band, no position, too large")
    func reasons() async throws {
        try await Self.with { fixture, _ in
            #expect(try await Self.cut(fixture, 90, 10).reason == "no image covers the position")
            let band = try await Self.cut(fixture, 0, -20, CutoutSettings(bands: "gY"))
            #expect(band.files.count == 1)
            #expect(band.reason == "no image in band Y covers the position")
            for (ra, dec, size) in [(Double.nan, 0.0, 1.0), (0, 91, 1), (0, 0, 13)] {
                await #expect(throws: BusError.self) {
                    try await Self.cut(fixture, ra, dec, CutoutSettings(widthArcminutes: size))
                }
            }
        }
    }

    @Test("a picture of three bands is a PNG or a JPEG of the cutout's size")
    func pictures() async throws {
        try await Self.with { fixture, _ in
            let reply = try await Self.cut(
                fixture, 0, -20,
                CutoutSettings(bands: "g", fits: false, lupton: "irg", stiff: "irg", grey: true, pictureFormat: "jpeg"))
            #expect(reply.files.map(\.kind) == ["grey", "lupton", "stiff"])
            #expect(reply.files.allSatisfy { $0.content.starts(with: [0xFF, 0xD8]) && $0.width == 60 })
            #expect(reply.files[1].name == "tilesJ000000.00-200000.0_irg_lupton.jpg")
        }
    }

    @Test("a job gives each position its files or its reason, in one archive and one summary")
    func job() async throws {
        try await Self.with { fixture, _ in
            let text =
                "name,ra,dec,xsize\r\nhere,0,-20,1\r\nnowhere,90,10,\r\nodd,abc,1,\r\nsmall,00:00:00,-20:00:30,0.5"
            let ended = try await Self.run(
                fixture,
                Job(
                    id: JobClient.newID(), project: "main", owner: "me", kind: "cutout",
                    cutout: CutoutParameters(settings: CutoutSettings(bands: "r"), text: text)))
            #expect(ended.phase == .completed, "\(ended.error)")
            #expect(ended.message == "4 positions: 2 with files, 2 files in all; 2 with a reason in the summary")
            #expect(Set(ended.results.map(\.name)) == ["cutouts.tar", "summary.json", "summary.csv"])
            let client = try fixture.jobs(of: "me")
            for result in ended.results {
                try await client.download(result, of: ended.id, project: "main", to: "\(fixture.folder)/\(result.name)")
                { _ in }
            }
            let names = try Python.run("tar", ["tf", "\(fixture.folder)/cutouts.tar"]).split(separator: "\n")
            #expect(
                names == [
                    "tilesJ000000.00-200000.0/tilesJ000000.00-200000.0_r.fits",
                    "tilesJ000000.00-200030.0/tilesJ000000.00-200030.0_r.fits",
                ])
            let summary = try String(contentsOfFile: "\(fixture.folder)/summary.json", encoding: .utf8)
            let object = try #require(
                try JSONSerialization.jsonObject(with: Data(summary.utf8)) as? [String: Any])
            let positions = try #require(object["positions"] as? [[String: Any]])
            #expect(positions.map { $0["name"] as? String } == ["here", "nowhere", "odd", "small"])
            #expect((positions[1]["reason"] as? String) == "no image in band r covers the position")
            #expect((positions[2]["reason"] as? String)?.contains("row 3") == true)
        }
    }

    @Test("a scan reads what changed, keeps the images' numbers, and tells what cannot be used")
    func rescan() async throws {
        try await Self.with { fixture, images in
            func list() async throws -> ImageList {
                try await fixture.ask(
                    "cutout", "image-list", ImageListRequest(collection: "tiles", limit: 100), as: ImageList.self)
            }
            let before = try await list()
            #expect(before.images.count == 12)
            #expect(before.collections.first?.bands == ["g", "r", "i"])
            try FileManager.default.removeItem(atPath: "\(images)/west_i.fits")
            let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(images)/west_g.fits"))
            try bytes.prefix(4_000).write(to: URL(fileURLWithPath: "\(images)/west_g.fits"))
            let ended = try await Self.scan(fixture)
            #expect(ended.message.contains("1 files read, 4 unchanged, 1 gone"), "\(ended.message)")
            let after = try await list()
            #expect(after.images.filter { !$0.problem.isEmpty }.allSatisfy { $0.path == "west_g.fits" })
            let kept = Set(after.images.filter { $0.problem.isEmpty }.map { "\($0.imageID) \($0.path) \($0.hdu)" })
            #expect(kept.isSubset(of: Set(before.images.map { "\($0.imageID) \($0.path) \($0.hdu)" })))
        }
    }

    @Test("only curators scan, and only in the service's folder")
    func scanRights() async throws {
        try await Self.with { fixture, _ in
            await #expect(throws: BusError.self) {
                try await fixture.ask(
                    "cutout", "scan-check", ScanParameters(collection: "tiles", folder: "/etc"), as: ScanParameters.self
                )
            }
            await #expect(throws: BusError.self) {
                try await fixture.ask(
                    "cutout", "scan-check", ScanParameters(collection: "tiles"), as: ScanParameters.self, by: "eve")
            }
        }
    }
}
