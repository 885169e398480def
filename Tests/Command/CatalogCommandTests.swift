import Foundation
import ServiceKit
import TestSupport
import Testing

@testable import PerytonCommand

@Suite("The catalogue's commands", .timeLimit(.minutes(3)))
struct CatalogCommandTests {
    @Test("a file becomes a table, is asked, matched and dropped, by commands and in the shell")
    func session() async throws {
        try await RunningMesh.with { mesh in
            try writeStars(in: mesh.folder)
            try await load(mesh)
            try await look(mesh)
            try await query(mesh)
            try await jobs(mesh)
            try await match(mesh)
            try await script(mesh)
            try await talk(mesh)
            #expect(try await mesh.lines("drop stars") == ["table mydb.stars is dropped, with 3,000 rows"])
        }
    }

    /// 3,000 stars along the equator, a tenth of a degree apart; each tenth has no mag_r.
    private func writeStars(in folder: String) throws {
        let rows = (0..<3_000).map { row in
            "\(9_007_199_254_740_993 + row),\(Double(row) / 10),0.5,\(Double(row % 80) / 4),\(row % 10 == 0 ? "99" : "15.5"),star \(row)"
        }
        let text = (["id,ra,dec,mag_g,mag_r,name"] + rows).joined(separator: "\n") + "\n"
        try text.write(toFile: "\(folder)/stars.csv", atomically: true, encoding: .utf8)
        try "ra,dec\n10.0001,0.5\n10.05,0.5\n,\n20.0,0.5001\n".write(
            toFile: "\(folder)/positions.csv", atomically: true, encoding: .utf8)
    }

    private func load(_ mesh: RunningMesh) async throws {
        let unsaid = try await run(mesh, "load stars.csv < /dev/null")
        #expect(unsaid.exit == .status(1))
        #expect(unsaid.output.contains("id      int64"))
        #expect(
            unsaid.errors
                == "peryton: standard input is no terminal to ask on; --yes makes the table without a question\n")
        let made = try await mesh.lines("load stars.csv --sentinel mag_r=99 --yes")
        #expect(made.first == "table      mydb.stars")
        #expect(made.last?.hasPrefix("3000 rows in mydb.stars") == true)
        #expect(try await mesh.lines("quota").contains { $0.hasPrefix("mydb.stars  3,000") })
    }

    private func look(_ mesh: RunningMesh) async throws {
        #expect(try await mesh.lines("tables star").count == 2)
        let description = try await mesh.lines("describe stars")
        #expect(description.contains("position   ra, dec, with a sky index"))
        #expect(description.contains { $0.columns.prefix(2) == ["mag_g", "float64"] })
        #expect(try await mesh.lines("describe mydb.stars mag").count == 3)
        #expect(
            try await mesh.lines("find-columns mag_r").last?.columns.prefix(3) == ["mydb.stars", "mag_r", "float64"])
        let unknown = try await mesh.peryton("describe stras")
        #expect(
            unknown.errors
                == "peryton: table stras: no such table; the nearest is mydb.stars; peryton tables lists all\n")
    }

    private func query(_ mesh: RunningMesh) async throws {
        let few = try await run(mesh, "query 'SELECT TOP 2 id, mag_r, name FROM stars ORDER BY id;'")
        #expect(few.output == "id,mag_r,name\n9007199254740993,,star 0\n9007199254740994,15.5,star 1\n")
        #expect(few.errors == "")
        // More than fits one answer goes through a job, of which nothing is left.
        let all = try await run(mesh, "query 'SELECT * FROM stars' > all.csv && wc -l < all.csv")
        #expect(all.output.filter(\.isNumber) == "3001")
        let cut = try await run(mesh, "query 'SELECT id FROM stars' --rows 5")
        #expect(cut.lines.count == 7)
        #expect(cut.errors == "truncated: only the first 5 rows, as --rows says; there are more\n")
        let file = try await run(
            mesh, "query @q.adql --out q.vot", after: "echo 'SELECT ra FROM stars WHERE ra < 1' > q.adql")
        #expect(file.errors == "q.vot: 10 rows\n")
        #expect(try String(contentsOfFile: "\(mesh.folder)/q.vot", encoding: .utf8).contains("<VOTABLE"))
        let wrong = try await run(mesh, "query 'SELECT raa FROM stars'")
        #expect(wrong.exit == .status(1))
        #expect(wrong.errors.hasPrefix("peryton: line 1, column 8: "))
        #expect(wrong.errors.contains("did you mean ra"))
        let check = try await run(mesh, "query 'SELECT ra, dec FROM stars' --check")
        #expect(check.lines.first == "valid: 2 columns of mydb.stars")
        #expect(try await run(mesh, "query 'SELECT ra FROM stars WHERE mag_g < 3' --explain").output.contains("SELECT"))
        let names = try await run(
            mesh, #"query --check --jsonl --names < in"#,
            after: #"printf '{"id":1,"adql":"SELECT ra FROM stars"}\n{"id":2,"adql":"SELECT x FROM stars"}\n' > in"#)
        #expect(names.lines.first == #"{"id":1,"valid":true,"error":null}"#)
        #expect(names.lines.dropFirst().first?.hasPrefix(#"{"id":2,"valid":false,"error":"line 1, column 8"#) == true)
    }

    private func jobs(_ mesh: RunningMesh) async throws {
        let submitted = try await run(mesh, "query 'SELECT ra FROM stars' --submit --format csv --wait --out sub.csv")
        #expect(submitted.errors == "sub.csv: 3,000 rows\n")
        _ = try await run(mesh, "query 'SELECT id, ra, dec FROM stars WHERE ra < 10' --into near")
        #expect(try await run(mesh, "query 'SELECT COUNT(*) AS n FROM near'").output == "n\n100\n")
        let list = try await mesh.lines("jobs list")
        #expect(list.count == 4, "those of the load, of --submit and of --into stay: \(list)")
    }

    private func match(_ mesh: RunningMesh) async throws {
        let best = try await run(mesh, "match positions.csv --table stars --radius 1 --column name")
        #expect(best.lines.first == "position_index,position_ra,position_dec,separation_arcsec,name")
        #expect(best.lines.dropFirst().compactMap { $0.split(separator: ",").last } == ["star 100", "star 200"])
        // The third row of the file has no position, the fourth is the one of index 3.
        let last = try #require(best.lines.dropLast().last).split(separator: ",")
        #expect(last[0] == "3" && Double(last[1]) == 20 && Double(last[2]) == 0.5001)
        #expect(abs((Double(last[3]) ?? 0) - 0.36) < 1e-6)
        #expect(best.errors.hasSuffix("2 of 3 positions have a match, 2 rows; 1 row without a position\n"))
        let all = try await run(mesh, "match positions.csv --table stars --radius 400 --all --out all.fits")
        #expect(all.errors.hasSuffix("3 of 3 positions have a match, 8 rows; 1 row without a position\n"))
        let wrong = try await run(mesh, "match positions.csv --table stars --ra x --dec y")
        #expect(wrong.errors == "peryton: positions.csv: has no column x; it has ra, dec\n")
    }

    private func script(_ mesh: RunningMesh) async throws {
        let good = try await run(
            mesh, "sql < s.sql",
            after: """
                cat > s.sql <<'END'
                -- a script;
                SELECT COUNT(*) AS n
                FROM stars;
                SELECT ra FROM stars; > shell.jsonl
                check SELECT ra FROM stars;
                SELECT TOP 1 'a;b' AS t FROM stars
                END
                """)
        #expect(good.exit == .status(0), "\(good.errors)")
        #expect(good.output.contains("3000"))
        #expect(good.output.contains("shell.jsonl: 3,000 rows"))
        #expect(good.output.contains("a;b"))
        let bad = try await run(
            mesh, "sql < b.sql", after: "echo 'SELECT x FROM stars; SELECT COUNT(*) AS n FROM stars; oops' > b.sql")
        #expect(bad.exit == .status(1))
        #expect(bad.output.contains("3000"), "what is right is done all the same")
        #expect(bad.errors.contains("peryton: oops: neither a query nor a command"))
    }

    /// On a terminal: completion, an error, Ctrl-C at the prompt and while a query runs, history.
    private func talk(_ mesh: RunningMesh) async throws {
        guard let python = Python.executable(importing: "pty") else {
            return print("skipped: no Python to drive a terminal with")
        }
        let long = "SELECT COUNT(*) FROM stars a, stars b, stars c WHERE a.mag_g + b.mag_g < c.mag_r;"
        let steps: [[String: Any]] = [
            ["expect": "peryton> "], ["send": "SELECT TOP 1 mag_\t\t"], ["expect": "mag_g  mag_r"], ["interrupt": true],
            ["expect": "^C"], ["expect": "peryton> "], ["send": "SELECT nam\t FROM stars WHERE ra < 0.05;\r"],
            ["expect": "star 0"], ["expect": "peryton> "], ["send": "SELECT x FROM stars;\r"],
            ["expect": "line 1, column 8"], ["expect": "peryton> "], ["send": long + "\r"],
            ["expect": "Ctrl-C cancels"],
            ["interrupt": true], ["expect": "cancelled"], ["expect": "peryton> "], ["send": "describe st\t\r"],
            ["expect": "with a sky index"], ["expect": "peryton> "], ["send": "quit\r"],
        ]
        let text = try steps.map { String(decoding: try JSONSerialization.data(withJSONObject: $0), as: UTF8.self) }
        try text.joined(separator: "\n").write(
            toFile: "\(mesh.folder)/steps", atomically: true, encoding: .utf8)
        let driver = "\(Python.packageRoot)/Tests/Command/shell_session.py"
        let shown = try await sh(
            mesh, "\(python) \(driver) \(mesh.folder) \(BuiltProgram.peryton.path) sql < steps")
        #expect(shown.exit == .status(0), "\(shown.output)")
        let history = try String(contentsOfFile: "\(mesh.folder)/.peryton_history", encoding: .utf8)
        #expect(history.contains(long))
    }

    /// Runs peryton from a shell, so that it has redirections, after another command.
    private func run(
        _ mesh: RunningMesh, _ call: String, after preparation: String = ":"
    ) async throws -> BuiltProgram.Run {
        try await sh(mesh, "\(preparation)\n\(BuiltProgram.peryton.path) \(call)")
    }

    private func sh(_ mesh: RunningMesh, _ script: String) async throws -> BuiltProgram.Run {
        try await BuiltProgram.shell.run(["-c", script], in: mesh.folder)
    }
}
