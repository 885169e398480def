import Testing

@testable import PerytonCommand

@Suite("What is typed in the shell")
struct ShellParserTests {
    /// The requests of lines that are typed one after another.
    private func requests(_ lines: String...) -> [ShellRequest] {
        var parser = ShellParser()
        return lines.flatMap { parser.take($0) }
    }

    private func statement(_ adql: String, _ action: ShellStatement.Action = .show) -> ShellRequest {
        .statement(ShellStatement(adql: adql, action: action))
    }

    @Test("a statement goes over lines until its ;, and several fit one line")
    func statements() {
        #expect(requests("SELECT 1", "  FROM t;") == [statement("SELECT 1\n  FROM t")])
        #expect(
            requests("select 1 from a; select 2 from b; ;") == [
                statement("select 1 from a"), statement("select 2 from b"),
            ])
        #expect(requests("WITH q AS (SELECT 1 FROM t)", "SELECT * FROM q;").count == 1)
        #expect(requests("(SELECT 1 FROM t) UNION (SELECT 2 FROM t);").count == 1)
    }

    @Test("a ; in a text, a name or a comment ends nothing")
    func quotes() {
        #expect(
            requests("SELECT ';', \"a;b\", 'it''s;' -- not here;", "FROM t;")
                == [statement("SELECT ';', \"a;b\", 'it''s;' -- not here;\nFROM t")])
        #expect(requests("-- first a word;", "SELECT 1 FROM t;") == [statement("SELECT 1 FROM t")])
    }

    @Test("what is done with a statement stands before it or behind its ;")
    func actions() {
        #expect(requests("check SELECT 1 FROM t;") == [statement(" SELECT 1 FROM t", .check)])
        #expect(requests("Explain", "SELECT 1 FROM t;") == [statement("\nSELECT 1 FROM t", .explain)])
        #expect(requests("SELECT 1 FROM t; < submit") == [statement("SELECT 1 FROM t", .submit)])
        #expect(requests("SELECT 1 FROM t;<check;") == [statement("SELECT 1 FROM t", .check)])
        #expect(
            requests("SELECT 1 FROM t; > 'my stars.fits'") == [statement("SELECT 1 FROM t", .save("my stars.fits"))])
        #expect(requests("SELECT 1 FROM t; >a.csv.gz") == [statement("SELECT 1 FROM t", .save("a.csv.gz"))])
        guard case .fault = requests("SELECT 1 FROM t; < fly").first else {
            Issue.record("an unknown word behind < is a fault")
            return
        }
        guard case .fault = requests("check SELECT 1 FROM t; > a.csv").first else {
            Issue.record("two things at once are a fault")
            return
        }
    }

    @Test("a command is one line, with or without ;")
    func commands() {
        #expect(requests("tables") == [.command(.tables, "")])
        #expect(requests("  Describe dr1.main mag_* ;") == [.command(.describe, "dr1.main mag_*")])
        #expect(requests("@night.sql") == [.command(.run, "night.sql")])
        #expect(requests("exit") == [.command(.quit, "")])
        #expect(requests("find_tables_with_column ra") == [.command(.columns, "ra")])
    }

    @Test("a word that is neither query nor command is told with the nearest one, and holds nothing up")
    func faults() {
        #expect(
            requests("tabels") == [
                .fault("tabels: neither a query nor a command; the nearest is tables; help lists the commands")
            ])
        var parser = ShellParser()
        _ = parser.take("selct 1 from t;")
        #expect(!parser.isInStatement)
        // SQL that ADQL lacks goes to the grammar, whose error says what to do.
        #expect(requests("UPDATE t SET a = 1;") == [statement("UPDATE t SET a = 1")])
    }

    @Test("the last statement of a script may lack its ;, but not the end of a text")
    func end() {
        var parser = ShellParser()
        #expect(parser.take("SELECT 1 FROM t\n") == [])
        #expect(parser.isInStatement)
        #expect(parser.finish() == statement("SELECT 1 FROM t\n"))
        #expect(parser.finish() == nil)
        _ = parser.take("SELECT 'a FROM t\n")
        #expect(parser.finish() == .fault("the last statement has no end: a quote stands open"))
    }

    @Test("the history has a statement on one line, without its comments")
    func oneLine() {
        #expect(
            StatementScanner.oneLine("SELECT a, -- the first\n   'x  --y'\nFROM t;\n") == "SELECT a, 'x  --y' FROM t;")
    }
}
