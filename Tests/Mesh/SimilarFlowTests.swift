import Catalog
import Foundation
import Images
import Jobs
import Messages
import Sky
import Tables
import TestSupport
import Testing

/// From images and a table of objects to those that look alike.
@Suite("Similarity flow", .timeLimit(.minutes(3)))
struct SimilarFlowTests {
    private static let side = 800
    private static let spacing = 80

    /// Objects on a grid: even ones round, odd ones edge-on, each at an angle of its own.
    private static var objects: [(id: Int64, x: Int, y: Int)] {
        (0..<81).map { (Int64($0), spacing + $0 % 9 * spacing, spacing + $0 / 9 * spacing) }
    }

    private static func header(_ band: String) -> ImageHeader {
        var header = ImageHeader()
        header.set("CTYPE1", "RA---TAN")
        header.set("CTYPE2", "DEC--TAN")
        header.set("CRVAL1", 40.0)
        header.set("CRVAL2", -30.0)
        header.set("CRPIX1", 400.5)
        header.set("CRPIX2", 400.5)
        header.set("CD1_1", -0.5 / 3_600)
        header.set("CD2_2", 0.5 / 3_600)
        header.set("BAND", band)
        return header
    }

    private static func writeImage(_ path: String) throws {
        var random = SeededGenerator(seed: 4)
        var values = (0..<side * side).map { _ in Float.random(in: -1...1, using: &random) }
        for object in objects {
            let angle = Double.random(in: 0..<(2 * .pi), using: &random)
            let (long, short) = object.id % 2 == 0 ? (3.5, 3.5) : (9.0, 2.0)
            for y in object.y - 30...object.y + 30 {
                for x in object.x - 30...object.x + 30 {
                    let (dx, dy) = (Double(x - object.x), Double(y - object.y))
                    let (a, b) = (dx * cos(angle) + dy * sin(angle), dy * cos(angle) - dx * sin(angle))
                    values[y * side + x] += Float(120 * exp(-(a * a / long / long + b * b / short / short) / 2))
                }
            }
        }
        var file = FITSBytes()
        let block = try #require(PixelBlock(width: side, height: side, pixels: .float(values)))
        file.append(block, header: header("r"))
        try Data(file.bytes).write(to: URL(fileURLWithPath: path))
    }

    /// The objects as table dr1.main.
    private static func loadObjects(_ folder: String) throws {
        let world = try WorldCoordinates(header("r"))
        var text = "coadd_object_id,ra,dec\n"
        for object in objects {
            let place = try #require(world.position(x: Double(object.x), y: Double(object.y)))
            text += "\(object.id),\(place.rightAscension),\(place.declination)\n"
        }
        try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder)/objects.csv"))
        let engine = try Catalogs(folder: "\(folder)/catalog", postgresFile: nil, curators: ["me"]).engine(for: "main")
        var source: any TableSource = try TableReader.open("\(folder)/objects.csv")
        _ = try engine.load(
            &source, LoadPlan(schema: "dr1", name: "main"), for: "me", mostBytes: nil, progress: { _ in })
    }

    @Test("objects of a shape find those of the same shape, whatever their angles, each with its picture")
    func shapes() async throws {
        try await FlowFixture.with(services: ["cutout"]) { fixture in
            try FileManager.default.createDirectory(
                atPath: "\(fixture.folder)/sky", withIntermediateDirectories: true)
            try Self.writeImage("\(fixture.folder)/sky/r.fits")
            try Self.loadObjects(fixture.folder)
            let scan = try await fixture.ask(
                "cutout", "scan-check", ScanParameters(collection: "sky", folder: "\(fixture.folder)/sky"),
                as: ScanParameters.self)
            let client = try fixture.jobs(of: "me")
            for job in [
                Job(id: "scan-1", project: "main", owner: "me", kind: "scan", scan: scan),
                Job(
                    id: "looks-1", project: "main", owner: "me", kind: "similarity",
                    similarity: SimilarityParameters(
                        collection: "sky", adql: "SELECT coadd_object_id, ra, dec FROM dr1.main", sideArcseconds: 30)),
            ] {
                _ = try await client.submit(job)
                let ended = try await client.wait(for: job.id, project: "main")
                #expect(ended.phase == .completed, "\(ended.error)")
                if job.kind == "similarity" { #expect(ended.message == "81 objects in bands r") }
            }
            for id in [40, 41] {
                let reply = try await fixture.ask(
                    "cutout", "similar",
                    SimilarRequest(target: CutoutTarget(objectID: "\(id)"), limit: 12, pictures: true),
                    as: SimilarReply.self)
                #expect(reply.searched == 81)
                #expect(reply.objects.count == 12)
                #expect(reply.objects.filter { $0.objectID % 2 == Int64(id % 2) }.count == 12)
                #expect(reply.objects.filter { $0.pictures.first?.mimeType == "image/png" }.count == 12)
                #expect(!reply.objects.contains { $0.objectID == Int64(id) })
            }
        }
    }

    @Test("a collection that nobody described says how to")
    func notDescribed() async throws {
        try await FlowFixture.with(services: ["cutout"]) { fixture in
            _ = try await fixture.ask(
                "cutout", "scan-check", ScanParameters(collection: "sky", folder: fixture.folder),
                as: ScanParameters.self)
            await #expect {
                try await fixture.ask(
                    "cutout", "similar",
                    SimilarRequest(target: CutoutTarget(raDegrees: 40, decDegrees: -30), collection: "sky"),
                    as: SimilarReply.self)
            } throws: {
                "\($0)".contains("peryton images describe --collection sky")
            }
        }
    }
}
