import Foundation
import IsolationForest
import ServiceKit
import TestSupport
import Testing

/// `peryton forest fit` and `score`, as they are typed.
@Suite("Forests from a shell", .timeLimit(.minutes(3)))
struct ForestCommandTests {
    /// A cloud of rows in two related columns, and one row far away, as text.
    private static func cloud(rows: Int) -> String {
        var random = SeededGenerator(seed: 5)
        var lines = ["brightness [mag],colour"]
        for _ in 0..<(rows - 1) {
            let x = Float.random(in: -1...1, using: &random)
            lines.append("\(x),\(x + .random(in: -0.1...0.1, using: &random))")
        }
        return (lines + ["9,-9"]).joined(separator: "\n") + "\n"
    }

    @Test("the row that is not like the others has the highest score; the order of rows is the table's")
    func fitAndScore() async throws {
        try await withTemporaryFolder { folder in
            try Self.cloud(rows: 500).write(toFile: "\(folder)/t.csv", atomically: true, encoding: .utf8)
            let fit = try await BuiltProgram.peryton.run(
                ["forest", "fit", "t.csv", "--out", "t.forest", "--seed", "3"], in: folder)
            #expect(fit.exit == .status(0))
            #expect(fit.output.hasPrefix("t.forest: 100 trees on 500 rows of 2 features, "))
            let score = try await BuiltProgram.peryton.run(
                ["forest", "score", "t.forest", "t.csv", "--explain"], in: folder)
            #expect(score.exit == .status(0))
            let lines = score.output.split(separator: "\n")
            #expect(lines.first == "score,tail_probability,brightness,colour")
            #expect(lines.count == 501)
            let rows = lines.dropFirst().map { $0.split(separator: ",").compactMap { Double($0) } }
            #expect(rows.map { $0[0] }.max() == rows.last?[0])
            for row in rows { #expect(abs(row[2] + row[3] - 1) < 1e-5) }

            let forest = try Forest(serialized: [UInt8](Data(contentsOf: URL(fileURLWithPath: "\(folder)/t.forest"))))
            #expect(rows.last?[0] == (try forest.score([9, -9])))
            #expect(rows.last?[1] == forest.tailProbability(ofScore: try forest.score([9, -9])))
        }
    }

    @Test("the same seed and table give the same file, whatever the number of threads")
    func deterministic() async throws {
        try await withTemporaryFolder { folder in
            try Self.cloud(rows: 400).write(toFile: "\(folder)/t.csv", atomically: true, encoding: .utf8)
            for threads in ["1", "2"] {
                _ = try await BuiltProgram.peryton.run(
                    ["forest", "fit", "t.csv", "--out", "\(threads).forest", "--threads", threads], in: folder)
            }
            let files = try ["1", "2"].map { try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\($0).forest")) }
            #expect(files[0] == files[1])
        }
    }

    @Test("another table, a damaged forest and impossible settings are refused with what was expected")
    func refusals() async throws {
        try await withTemporaryFolder { folder in
            try Self.cloud(rows: 400).write(toFile: "\(folder)/t.csv", atomically: true, encoding: .utf8)
            try "1,2,3\n".write(toFile: "\(folder)/wide.csv", atomically: true, encoding: .utf8)
            try "colour,brightness\n1,2\n".write(toFile: "\(folder)/swapped.csv", atomically: true, encoding: .utf8)
            try "brightness [Jy],colour\n1,2\n".write(toFile: "\(folder)/jy.csv", atomically: true, encoding: .utf8)
            try "not a forest".write(toFile: "\(folder)/bad.forest", atomically: true, encoding: .utf8)
            _ = try await BuiltProgram.peryton.run(["forest", "fit", "t.csv", "--out", "t.forest"], in: folder)
            for (arguments, line) in [
                (["score", "t.forest", "wide.csv"], "wide.csv: has 3 columns; expected 2, as the forest was grown on"),
                (
                    ["score", "t.forest", "swapped.csv"],
                    "swapped.csv: its columns are colour, brightness; expected brightness, colour"
                ),
                (["score", "t.forest", "jy.csv"], "jy.csv: column brightness is in Jy; expected mag"),
                (
                    ["fit", "t.csv", "--out", "x", "--feature-set", "ztf.candidate"],
                    "t.csv: has 2 columns; expected 25, the features of ztf.candidate version 1"
                ),
                (
                    ["fit", "t.csv", "--out", "x", "--feature-set", "ztf.candidate", "--feature-set-version", "9"],
                    "feature set ztf.candidate has no version 9; it has 1"
                ),
                (["fit", "t.csv", "--out", "/no/such/x"], "/no/such/x: cannot be written: No such file or directory"),
                (
                    ["plot", "t.forest", "--out", "x.png", "--x", "magnitude"],
                    "feature \"magnitude\" is not one of the forest's; they are: brightness, colour"
                ),
                (
                    ["plot", "t.forest", "--out", "x.png", "--x", "colour", "--y", "colour"],
                    "feature \"colour\" is both x and y; expected two features"
                ),
                (
                    ["plot", "t.forest", "--out", "/no/such/x.png"],
                    "/no/such/x.png: cannot be written: No such file or directory"
                ),
                (["import", "no.forest", "ztf"], "no.forest: cannot be read: No such file or directory"),
                (
                    ["score", "no.forest", "t.csv"],
                    "no.forest: no such file; expected a forest as `peryton forest fit` makes it, or one of the mesh "
                        + "as STREAM or STREAM/VERSION"
                ),
                (
                    ["fit", "t.txt", "--out", "x"],
                    "t.txt: no such file, or it may not be read; expected a table (.csv or .npy)"
                ),
            ] {
                let run = try await BuiltProgram.peryton.run(["forest"] + arguments, in: folder)
                #expect(run.exit == .status(1))
                #expect(run.errors == "peryton: \(line)\n")
            }
            let damaged = try await BuiltProgram.peryton.run(["forest", "score", "bad.forest", "t.csv"], in: folder)
            #expect(damaged.exit == .status(1))
            #expect(damaged.errors.hasPrefix("peryton: bad.forest: "))
            let level = try await BuiltProgram.peryton.run(
                ["forest", "fit", "t.csv", "--out", "x.forest", "--extension-level", "2"], in: folder)
            #expect(level.exit == .status(1))
            #expect(level.errors.contains("2"))
        }
    }
}
