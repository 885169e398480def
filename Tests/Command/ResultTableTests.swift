import Tables
import Testing

@testable import PerytonCommand

@Suite("Results on a terminal")
struct ResultTableTests {
    private var columns: [Column] {
        [Column("id", .int64), Column("mag_g", .float32), Column("ok", .boolean), Column("name", .text)]
    }

    private var batch: ColumnBatch {
        var nulls = NullMask()
        nulls.insert(1)
        return ColumnBatch(
            columns: [
                ColumnValues(.int64([9_007_199_254_740_993, 2])),
                ColumnValues(.float32([20.1, .nan]), nulls: nulls),
                ColumnValues(.boolean([true, false])),
                ColumnValues(.text(TextValues(["a\u{1B}[2Jb\n", "étoile"]))),
            ], rowCount: 2)
    }

    @Test("numbers stand to the right with their shortest text, nulls are told, and no text gives the terminal orders")
    func table() {
        #expect(
            ResultTable(columns: columns, batch: batch).lines == [
                "              id  mag_g  ok     name",
                "────────────────  ─────  ─────  ─────────────",
                "9007199254740993   20.1  true   a\\u{1b}[2Jb\\n",
                "               2   null  false  étoile",
            ])
    }

    @Test("columns that have no room are left out and counted")
    func narrow() {
        let table = ResultTable(columns: columns, batch: batch, width: 26)
        #expect(table.hiddenColumns == 2)
        #expect(table.lines.allSatisfy { $0.count <= 26 })
        #expect(table.lines[0] == "              id  mag_g")
    }

    @Test("floats are the shortest text that reads back")
    func floats() {
        func text(_ value: Float) -> String { ValueText.text(ColumnValues(.float32([value])), 0) }
        #expect([0.1, 3, 1e-30, .nan, -.infinity].map(text) == ["0.1", "3", "1e-30", "NaN", "-inf"])
    }

    @Test("numbers for people")
    func numbers() {
        #expect(Numbers.grouped(1_234_567) == "1,234,567")
        #expect(Numbers.grouped(-999) == "-999")
        #expect(Numbers.rows(1) == "1 row")
        #expect(Numbers.bytes(999) == "999 B")
        #expect(Numbers.bytes(1_530_000) == "1.5 MB")
    }
}
