import Messages
import Testing

@testable import ForestTrainer

@Suite("What trainers share")
struct TreesBoardTests {
    @Test("the facts of the rows come back from their text, and other texts are refused")
    func facts() {
        let facts = TreesBoard.Facts(rows: 50_000, threshold: .max, crc32: 0xDEAD_BEEF)
        #expect(TreesBoard.Facts(text: facts.text) == facts)
        for text in ["", "1 2", "1 2 3 4", "a 2 3", "1 -2 3", "1 2 4294967296"] {
            #expect(TreesBoard.Facts(text: text) == nil)
        }
    }

    @Test("rows are laid out as little-endian numbers, missing values as they are")
    func bytes() {
        #expect(TreesBoard.bytes(of: [1, -2]) == [0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0])
        #expect(TreesBoard.bytes(of: [.nan]).count == 4)
    }
}
