import Bus
import Foundation
import Messages
import Stamps
import TestSupport
import Testing

@testable import Cutout

@Suite("The stamp desk", .timeLimit(.minutes(1)))
struct StampDeskTests {
    /// The smallest FITS file with an image of 3 × 2 pixels.
    private static func fits() -> [UInt8] {
        let cards = [
            "SIMPLE  =                    T", "BITPIX  =                  -32", "NAXIS   =                    2",
            "NAXIS1  =                    3", "NAXIS2  =                    2", "END",
        ]
        let header = cards.map { $0.padding(toLength: 80, withPad: " ", startingAt: 0) }.joined()
        var bytes = Array(header.padding(toLength: 2_880, withPad: " ", startingAt: 0).utf8)
        for value in [Float(0), 1, 2, 3, 4, .nan] {
            withUnsafeBytes(of: value.bitPattern.bigEndian) { bytes += Array($0) }
        }
        return bytes + [UInt8](repeating: 0, count: 2_880 - 24)
    }

    private static func gzip(_ bytes: [UInt8], _ folder: String) throws -> [UInt8] {
        try Data(bytes).write(to: URL(fileURLWithPath: "\(folder)/a"))
        try Python.run("gzip", ["-n", "\(folder)/a"])
        return [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(folder)/a.gz")))
    }

    private static func request(_ hash: String, picture: Bool = false) -> StampRequest {
        StampRequest(contentHash: hash, stampKind: "science", objectID: "ZTF18abc", isPicture: picture)
    }

    @Test("a stamp comes as FITS, uncompressed, or as a picture, under its object's name", arguments: [false, true])
    func answers(isGzipped: Bool) async throws {
        try await withTemporaryFolder { folder in
            let desk = StampDesk(store: StampStore(folder: "\(folder)/stamps"))
            let stamp = isGzipped ? try Self.gzip(Self.fits(), folder) : Self.fits()
            let hash = try desk.store.put(stamp, project: "main", keepDays: 1).hex
            let file = try desk.answer(Self.request(hash), project: "main")
            #expect(file.content == Self.fits())
            #expect([file.name, file.mimeType, file.kind] == ["ZTF18abc_science.fits", "application/fits", "stamp"])
            #expect([file.planes, "\(file.bytes)"] == ["science", "5760"])
            let picture = try desk.answer(Self.request(hash, picture: true), project: "main")
            #expect([picture.name, picture.mimeType] == ["ZTF18abc_science.png", "image/png"])
            #expect([picture.width, picture.height] == [3, 2])
            #expect(picture.content.starts(with: [0x89, 0x50, 0x4E, 0x47]))
            #expect(picture.bytes == UInt64(picture.content.count))
        }
    }

    @Test("what cannot be handed out is refused with its reason")
    func refusals() async throws {
        try await withTemporaryFolder { folder in
            let desk = StampDesk(store: StampStore(folder: "\(folder)/stamps"))
            func refusal(_ hash: String, picture: Bool = false, project: String = "main") -> RequestError? {
                #expect(throws: RequestError.self) {
                    try desk.answer(Self.request(hash, picture: picture), project: project)
                }
            }
            let hash = try desk.store.put(Self.fits(), project: "main", keepDays: 1).hex
            #expect(refusal(hash, project: "other")?.code == "not-found")
            #expect(refusal("../../etc/passwd")?.code == "invalid")
            let text = try desk.store.put(Array("no image".utf8), project: "main", keepDays: 1).hex
            #expect(refusal(text, picture: true)?.code == "unavailable")
            let torn = Array(try Self.gzip(Self.fits(), folder).dropLast(20))
            let tornHash = try desk.store.put(torn, project: "main", keepDays: 1).hex
            #expect(refusal(tornHash)?.code == "unavailable")
        }
    }

    @Test("a small stamp that unpacks to a huge one is refused, in little memory")
    func bomb() async throws {
        try await withTemporaryFolder { folder in
            let desk = StampDesk(store: StampStore(folder: "\(folder)/stamps"))
            let bomb = try Self.gzip([UInt8](repeating: 0, count: 70 << 20), folder)
            let hash = try desk.store.put(bomb, project: "main", keepDays: 1).hex
            let error = #expect(throws: RequestError.self) {
                try desk.answer(Self.request(hash, picture: true), project: "main")
            }
            #expect(error?.description.contains("unpacks to more than 67108864 bytes") == true)
        }
    }
}
