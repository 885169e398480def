import Foundation
import IsolationForest
import ServiceKit
import TestSupport
import Testing

/// `peryton forest inspect`, `export` and `plot` on files, as they are typed.
@Suite("Forest files from a shell", .timeLimit(.minutes(3)))
struct ForestFileTests {
    /// Two features of two clouds and one that does not vary, in a table and a forest on it.
    private func withForest(_ body: (_ folder: String) async throws -> Void) async throws {
        try await withTemporaryFolder { folder in
            var random = SeededGenerator(seed: 8)
            var lines = ["x [mag],y [µJy],same"]
            for row in 0..<600 {
                func noise() -> Double { (0..<6).reduce(0) { sum, _ in sum + .random(in: -1...1, using: &random) } }
                let centre = row % 2 == 0 ? 0.0 : 10
                lines.append("\(centre + noise()),\(1e-6 * (10 - centre + noise())),3")
            }
            try lines.joined(separator: "\n").write(toFile: "\(folder)/t.csv", atomically: true, encoding: .utf8)
            _ = try await peryton(
                ["fit", "t.csv", "--out", "t.forest", "--height-limit", "7", "--feature-set", "lab"], in: folder)
            try await body(folder)
        }
    }

    /// Runs `peryton forest …`, which must succeed, and gives what it printed.
    private func peryton(_ arguments: [String], in folder: String) async throws -> [String] {
        let run = try await BuiltProgram.peryton.run(["forest"] + arguments, in: folder)
        #expect(run.exit == .status(0), "\(arguments): \(run.errors)")
        return Array(run.lines.dropLast())
    }

    @Test("inspect tells what the forest is: its form, trees, features and the scores of tail probabilities")
    func inspect() async throws {
        try await withForest { folder in
            let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/t.forest"))
            let forest = try Forest(serialized: [UInt8](bytes))
            let lines = try await peryton(["inspect", "t.forest"], in: folder)
            let checksum = bytes.suffix(4).reversed().map { String(format: "%02x", $0) }.joined()
            let kinds = forest.treeKinds.map { "\($0.trees) \($0.kind)" }.joined(separator: ", ")
            for line in [
                "forest           t.forest",
                "stored form      version 1, \(bytes.count) bytes, CRC-32 \(checksum)",
                "trees            100, from 0: \(kinds)", "trained on       600 rows",
                "height limit     7", "scaling          robust", "feature set      lab version 1",
                "calibrated on    600 rows held out",
            ] {
                #expect(lines.contains(line), "\(line)")
            }
            let table = lines.map(\.columns)
            let head = try #require(table.firstIndex(of: ["FEATURE", "UNIT", "MEDIAN", "SPREAD", "IN CUTS"]))
            #expect(table[head + 1].prefix(3) == ["x", "mag", "\(forest.medians[0])"])
            #expect(table[head + 2].prefix(2) == ["y", "µJy"])
            #expect(table[head + 3] == ["same", "3.0", "0.0", "0.0 %"])
            let tails = try #require(table.firstIndex(of: ["TAIL PROBABILITY", "SCORE", "FROM"]))
            let score = try #require(Double(table[tails + 2][1]))
            #expect(table[tails + 2][0] == "0.01" && table[tails + 2][2] == "rows")
            #expect(abs(forest.tailProbability(ofScore: score) - 0.01) < 0.001)
            #expect(table[tails + 4].first == "0.0001" && table[tails + 4].last == "extrapolation")
        }
    }

    @Test("export writes the forest as it is, or as ONNX by the end of the name or on demand")
    func export() async throws {
        try await withForest { folder in
            let copied = try await peryton(["export", "t.forest", "--out", "u.forest"], in: folder)
            #expect(copied.first?.hasPrefix("u.forest: t.forest, 100 trees, ") == true)
            #expect(FileManager.default.contentsEqual(atPath: "\(folder)/t.forest", andPath: "\(folder)/u.forest"))
            let named = try await peryton(["export", "t.forest", "--out", "t.onnx"], in: folder)
            #expect(named.first?.hasPrefix("t.onnx: t.forest as ONNX, 100 trees, ") == true)
            _ = try await peryton(["export", "t.forest", "--out", "t.bin", "--format", "onnx"], in: folder)
            #expect(FileManager.default.contentsEqual(atPath: "\(folder)/t.onnx", andPath: "\(folder)/t.bin"))
            let forest = try Forest(serialized: [UInt8](Data(contentsOf: URL(fileURLWithPath: "\(folder)/t.forest"))))
            #expect(try Data(contentsOf: URL(fileURLWithPath: "\(folder)/t.onnx")) == Data(forest.onnx()))
        }
    }

    @Test("what is written goes where a link leads and into a pipe, neither of which a file takes the place of")
    func linksAndPipes() async throws {
        try await withForest { folder in
            for (name, command) in [
                ("u.forest", ["export", "t.forest"]), ("s.csv", ["score", "t.forest", "t.csv"]),
            ] {
                _ = try await peryton(command + ["--out", name], in: folder)
                let plain = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)"))
                let link = "\(folder)/link-\(name)"
                try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "real-\(name)")
                try Data("old".utf8).write(to: URL(fileURLWithPath: "\(folder)/real-\(name)"))
                _ = try await peryton(command + ["--out", "link-\(name)"], in: folder)
                #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == "real-\(name)")
                #expect(try Data(contentsOf: URL(fileURLWithPath: "\(folder)/real-\(name)")) == plain)

                let pipe = "\(folder)/pipe-\(name)"
                #expect(mkfifo(pipe, 0o600) == 0)
                // Opened for both directions, which waits for nobody; the pipe holds less than what comes.
                let end = try #require(FileHandle(forUpdatingAtPath: pipe))
                async let read = Task.detached { try end.read(upToCount: plain.count) }.value
                _ = try await peryton(command + ["--out", "pipe-\(name)"], in: folder)
                #expect(try await read == plain)
            }
        }
    }

    @Test("plot draws a picture of the size asked for, dark where rows are many, bright where there are none")
    func plot() async throws {
        guard let python = Python.executable(importing: "PIL") else {
            return print("skipped: no Python with Pillow; `make test` brings one")
        }
        try await withForest { folder in
            func colours(_ file: String, _ places: [String]) throws -> [String] {
                try Python.run(
                    python, ["\(Python.packageRoot)/Tests/Pictures/picture_facts.py", "\(folder)/\(file)"] + places
                ).split(separator: "\n").map(String.init)
            }
            let line = try await peryton(["plot", "t.forest", "--out", "map.png", "--x", "x", "--y", "y"], in: folder)
            #expect(line == ["map.png: scores over x and y, 800 × 942 pixels"])
            // Far up right no row ever was; the corner of the picture is paper.
            let facts = try colours("map.png", ["0,0", "630,75", "799,941"])
            #expect(facts[0] == "800 942 RGB")
            #expect(facts[1] == "FFFFFF" && facts[3] == "FFFFFF")
            let bright = try #require(UInt32(facts[2], radix: 16))
            #expect(bright >> 16 > 0x70 && bright >> 8 & 0xFF > 0xC0 && bright & 0xFF < 0x70)

            let rows = try await peryton(
                ["plot", "t.forest", "--out", "rows.png", "--table", "t.csv", "--size", "500"], in: folder)
            #expect(rows.first?.contains(", 500 × ") == true)
            #expect(try colours("rows.png", []).first?.hasPrefix("500 ") == true)
            #expect(
                try Data(contentsOf: URL(fileURLWithPath: "\(folder)/rows.png"))
                    != Data(contentsOf: URL(fileURLWithPath: "\(folder)/map.png")))
            for axes in [["--x", "same"], ["--y", "same"]] {
                let run = try await BuiltProgram.peryton.run(
                    ["forest", "plot", "t.forest", "--out", "x.png"] + axes, in: folder)
                #expect(run.exit == .status(1))
                #expect(run.errors == "peryton: feature \"same\" did not vary in training; expected one that did\n")
            }
        }
    }

    @Test("a forest of one feature is drawn as a curve")
    func curve() async throws {
        try await withTemporaryFolder { folder in
            let rows = (0..<400).map { "\(Double($0 % 97) * 0.1)" }
            try (["flux"] + rows).joined(separator: "\n").write(
                toFile: "\(folder)/t.csv", atomically: true, encoding: .utf8)
            _ = try await peryton(["fit", "t.csv", "--out", "t.forest", "--scaling", "none"], in: folder)
            let line = try await peryton(
                ["plot", "t.forest", "--out", "curve.png", "--table", "t.csv", "--size", "400"], in: folder)
            #expect(line.first?.hasPrefix("curve.png: scores over flux, 400 × ") == true)
            #expect(try await peryton(["inspect", "t.forest"], in: folder).contains("scaling          none"))
        }
    }
}
