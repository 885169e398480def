import Foundation
import TestSupport
import Testing

@testable import PerytonCommand

@Suite("Completion in the shell")
struct ShellCompleterTests {
    private let completer = ShellCompleter(
        names: TableNames(tables: [
            .init(schema: "dr1", name: "main", columns: ["coadd_object_id", "ra", "dec", "mag_auto_g", "mag_auto_r"]),
            .init(schema: "dr1", name: "tile", columns: ["tilename", "ra_cent", "Odd Name"]),
            .init(schema: "mydb", name: "stars", columns: ["id", "parallax"]),
        ]))

    private func texts(_ line: String, rest: String = "") -> [String] {
        completer.completion(of: line, rest: rest).candidates.map(\.text)
    }

    @Test("a line begins with a command, or with a query")
    func beginnings() {
        #expect(texts("des") == ["describe"])
        #expect(texts("s") == ["select", "submit"])
        #expect(completer.completion(of: "des").commonText == "describe ")
    }

    @Test("behind FROM and JOIN stand tables, by schema or by name")
    func tables() {
        #expect(texts("SELECT ra FROM dr1.") == ["dr1.main", "dr1.tile"])
        #expect(texts("SELECT ra FROM sta") == ["mydb.stars"])
        #expect(texts("SELECT * FROM dr1.main m JOIN ti") == ["dr1.tile"])
        #expect(texts("describe st") == ["mydb.stars"])
    }

    @Test("columns are those of the tables that the statement names, before the cursor or behind it")
    func columns() {
        #expect(texts("SELECT mag", rest: " FROM dr1.main") == ["mag_auto_g", "mag_auto_r"])
        #expect(completer.completion(of: "SELECT m", rest: " FROM main").candidates.first?.text == "mag_auto_g")
        #expect(texts("SELECT * FROM mydb.stars WHERE par") == ["parallax"])
        #expect(texts("SELECT * FROM dr1.main AS m WHERE m.co") == ["m.coadd_object_id"])
        #expect(texts("SELECT * FROM dr1.tile WHERE tile.od") == ["tile.\"Odd Name\""])
        #expect(texts("SELECT tilen") == ["tilename"])
    }

    @Test("keywords and functions come in the case that is typed")
    func keywords() {
        #expect(texts("SELECT ra FROM dr1.main WHE") == ["WHERE"])
        #expect(texts("select ra from dr1.main whe") == ["where"])
        #expect(completer.completion(of: "SELECT conta").commonText == "contains(")
    }

    @Test("nothing is completed in a text or a comment")
    func texts() {
        #expect(texts("SELECT 'ma").isEmpty)
        #expect(texts("SELECT 1 -- ma").isEmpty)
    }

    @Test("behind the ; stand what to do, or a file")
    func suffixes() async throws {
        #expect(texts("SELECT 1 FROM t; < ex") == ["explain"])
        try await withTemporaryFolder { folder in
            try Data().write(to: URL(fileURLWithPath: "\(folder)/stars.fits"))
            try FileManager.default.createDirectory(atPath: "\(folder)/sub", withIntermediateDirectories: true)
            #expect(texts("SELECT 1 FROM t; > \(folder)/s") == ["\(folder)/stars.fits", "\(folder)/sub/"])
            #expect(texts("load \(folder)/st") == ["\(folder)/stars.fits"])
        }
    }

    @Test("a statement's earlier lines count")
    func severalLines() {
        let inner = ShellCompleter(names: completer.names, before: "SELECT *\nFROM dr1.tile\n")
        #expect(inner.completion(of: "WHERE til").candidates.map(\.text) == ["tilename"])
    }

    @Test("200 columns of 50 tables are completed in a moment")
    func quick() {
        let names = TableNames(
            tables: (0..<50).map { table in
                .init(schema: "s", name: "t\(table)", columns: (0..<200).map { "column_\(table)_\($0)" })
            })
        let big = ShellCompleter(names: names)
        let time = ContinuousClock().measure {
            #expect(big.completion(of: "SELECT col", rest: " FROM s.t7").candidates.count == 200)
        }
        #expect(time < .milliseconds(200))
    }

    @Test("candidates are laid in columns, downwards")
    func columnsOfCandidates() {
        #expect(TextColumns.lay(["a", "bb", "ccc", "d", "e"], width: 11) == "a    d\nbb   e\nccc")
        #expect(TextColumns.lay(["a long word"], width: 5) == "a long word")
    }
}
