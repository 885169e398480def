import Messages
import Testing

@testable import Bus

@Suite("Chunks", .timeLimit(.minutes(3)))
struct ChunkTests {
    private let body = (0..<1_200_003).map { UInt8(truncatingIfNeeded: $0 &* 31) }

    @Test("pieces put together in any order are the whole")
    func anyOrder() throws {
        let pieces = Chunking.cut(body)
        #expect(pieces.count == 3)
        var assembly = ChunkAssembly()
        #expect(try assembly.add(pieces[2], from: "x") == nil)
        #expect(try assembly.add(pieces[0], from: "x") == nil)
        #expect(try assembly.add(pieces[0], from: "x") == nil)
        #expect(try assembly.add(pieces[1], from: "x") == body)
    }

    @Test("a damaged piece is refused, with its place")
    func damaged() {
        var piece = Chunking.cut(body)[1]
        piece.bytes[5] ^= 1
        var assembly = ChunkAssembly()
        let error = #expect(throws: BusError.self) { try assembly.add(piece, from: "rpc.x") }
        #expect(error?.description == "rpc.x: piece 1 of 3 is damaged: its checksum differs")
    }
}
