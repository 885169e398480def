import Foundation
import TestSupport
import Testing

@testable import IsolationForest

/// The default forest on sets whose outliers are known, where the shared data are there.
@Suite("Labelled sets", .timeLimit(.minutes(3)))
struct GoldenLabelTests {
    /// `../shared` from the project's root; a worktree lies one folder deeper.
    private static let folders = ["../shared", "../../shared"].map { "\(Python.packageRoot)/\($0)/data/odds" }

    @Test(
        "the default forest's AUROC is at most 0.03 below that of the best peer",
        arguments: [
            ("Ionosphere", 0.855), ("Pima", 0.694), ("breastw", 0.988), ("cardio", 0.931), ("annthyroid", 0.846),
            ("mammography", 0.873),
        ])
    func floor(name: String, bestPeer: Double) async throws {
        guard let folder = Self.folders.first(where: { FileManager.default.fileExists(atPath: "\($0)/\(name).npz") })
        else { return print("skipped: no labelled sets at \(Self.folders[0])") }
        guard let python = Python.executable(importing: "numpy") else {
            return print("skipped: no Python with numpy; `make test` brings one")
        }
        try await withTemporaryFolder { temporary in
            let script = """
                import numpy, sys
                data = numpy.load(sys.argv[1])
                rows = numpy.column_stack([data["X"], data["y"].ravel()])
                rows.astype("<f4").tofile(sys.argv[2])
                print(rows.shape[1] - 1)
                """
            let printed = try Python.run(python, ["-c", script, "\(folder)/\(name).npz", "\(temporary)/rows"])
            let features = try #require(Int(printed.split(whereSeparator: \.isWhitespace).last ?? ""))
            let data = try Data(contentsOf: URL(fileURLWithPath: "\(temporary)/rows"))
            let numbers = data.withUnsafeBytes { bytes in
                (0..<bytes.count / 4).map { bytes.loadUnaligned(fromByteOffset: 4 * $0, as: Float.self) }
            }
            let rows = stride(from: 0, to: numbers.count, by: features + 1).map { numbers[$0..<$0 + features + 1] }
            let table = try table(rows.map { Array($0.dropLast()) })
            let areas = try (UInt64(0)..<10).map { seed in
                let scores = try trainedForest(on: table, parameters: ForestParameters(seed: seed)).scores(of: table)
                let outliers = zip(scores, rows).filter { $1.last == 1 }.map(\.0)
                let others = zip(scores, rows).filter { $1.last != 1 }.map(\.0)
                return rocArea(of: outliers, above: others)
            }
            #expect(mean(areas) >= bestPeer - 0.03, "\(mean(areas))")
        }
    }
}
