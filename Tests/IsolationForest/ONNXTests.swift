import Foundation
import TestSupport
import Testing

@testable import IsolationForest

/// The ONNX form is run by ONNX Runtime, which knows nothing of ours.
@Suite("ONNX", .timeLimit(.minutes(3)))
struct ONNXTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let features: Int
        let choice: ExtensionChoice
        let heightLimit: Int?
        let scaling: FeatureScalingChoice

        init(
            _ features: Int, _ choice: ExtensionChoice, heightLimit: Int? = nil, scaling: FeatureScalingChoice = .robust
        ) {
            self.features = features
            self.choice = choice
            self.heightLimit = heightLimit
            self.scaling = scaling
        }

        var testDescription: String {
            "\(features) features, \(choice), scaling \(scaling), height limit \(heightLimit ?? 8)"
        }
    }

    static let cases =
        [1, 2, 8, 25, 40].map { Case($0, .mixed) } + [1, 2, 8, 25].map { Case($0, .level(0)) }
        + [2, 8, 25, 40].map { Case($0, .level(1)) } + [8, 25, 40].map { Case($0, .level($0 - 1)) }
        + [
            Case(1, .mixed, scaling: .none), Case(9, .mixed, scaling: .none), Case(8, .level(2)), Case(300, .mixed),
            Case(9, .mixed, heightLimit: 20), Case(4, .mixed, heightLimit: 1),
        ]

    @Test("every row has our score and tail probability, rows that lack values or lie far out too", arguments: cases)
    func sameScores(_ example: Case) async throws {
        guard let python = Python.executable(importing: "onnx, onnxruntime") else {
            return print("skipped: no Python with onnx and onnxruntime; `make test` brings one")
        }
        var random = RandomSource(seed: UInt64(example.features), stream: 9)
        let forest = try Forest.train(
            on: Self.rows(2_000, features: example.features, lacking: 0.02, &random), featureSet: "test",
            featureSetVersion: 3, features: Self.descriptions(example.features),
            parameters: ForestParameters(
                heightLimit: example.heightLimit, extensionChoice: example.choice, scaling: example.scaling, seed: 4))
        let table = try Self.rows(3_000, features: example.features, lacking: 0.25, extremes: true, &random)
        let result = try await Self.compare(forest, on: table, python: python)
        #expect(result.rows == table.rows)
        #expect(result.scoreDifference <= 1e-12)
        #expect(result.tailDifference <= 1e-9)
    }

    @Test("a part of a forest, and one that is not calibrated, have their own scores and no tail probability")
    func part() async throws {
        guard let python = Python.executable(importing: "onnx, onnxruntime") else {
            return print("skipped: no Python with onnx and onnxruntime; `make test` brings one")
        }
        var random = RandomSource(seed: 1, stream: 9)
        let table = try Self.rows(300, features: 5, lacking: 0.1, &random)
        let forest = try Forest.grow(
            trees: 3..<10, on: table, featureSet: "test", featureSetVersion: 3, features: Self.descriptions(5),
            parameters: ForestParameters(trees: 30))
        #expect(try await Self.compare(forest, on: table, python: python).scoreDifference <= 1e-12)
    }

    @Test("a forest larger than an ONNX file can be is refused with its size")
    func tooLarge() throws {
        let forest = try trainedForest(on: gaussianTable(rows: 300, features: 4, seed: 1))
        let size = try forest.onnx().count
        #expect(try forest.onnx(largest: size).count == size)
        for largest in [size - 1, 1_000] {
            #expect(throws: ForestError.self) { try forest.onnx(largest: largest) }
        }
    }

    /// Rows of related features in very different units; every eighth feature does not vary.
    private static func rows(
        _ count: Int, features: Int, lacking share: Double, extremes: Bool = false, _ random: inout RandomSource
    ) throws -> FeatureTable {
        var values: [Float] = []
        for _ in 0..<count {
            let common = random.normal()
            let isExtreme = extremes && random.uniform() < 0.1
            let missing = random.uniform() < 0.3 ? 0.7 : share
            for feature in 0..<features {
                let unit = [1, 1e-6, 1e9, 30][feature % 4]
                var value = unit * (random.normal() + (feature % 3 == 0 ? 3 * common : 0) + 2)
                if isExtreme, random.uniform() < 0.4 { value *= [1e3, -1e12, 1e25, .infinity][random.below(4)] }
                if feature % 8 == 7 { value = extremes ? value : 5 }
                values.append(features > 1 && random.uniform() < missing * share * 4 ? .nan : Float(value))
            }
        }
        return try FeatureTable(features: features, values: extremes ? values : values.map { $0.isInfinite ? 0 : $0 })
    }

    private static func descriptions(_ count: Int) -> [FeatureDescription] {
        (0..<count).map { FeatureDescription(name: "f\"\($0)\"\n", unit: "µm²") }
    }

    private struct Comparison {
        var rows: Int
        var scoreDifference: Double
        var tailDifference: Double
    }

    private static func compare(_ forest: Forest, on table: FeatureTable, python: String) async throws -> Comparison {
        var comparison = Comparison(rows: 0, scoreDifference: .infinity, tailDifference: .infinity)
        try await withTemporaryFolder { folder in
            func write(_ bytes: [UInt8], _ end: String) throws {
                try Data(bytes).write(to: URL(fileURLWithPath: "\(folder)/case.\(end)"))
            }
            let scores = try zip(forest.scores(of: table), 0...).map { score, row in
                Array(table[row]).withUnsafeBufferPointer { forest.isScoreable($0) } ? score : .nan
            }
            var (rowBytes, scoreBytes, tailBytes) = (ByteWriter(), ByteWriter(), ByteWriter())
            rowBytes.write(table.values)
            scoreBytes.write(scores)
            tailBytes.write(scores.map { $0.isNaN ? 1 : forest.tailProbability(ofScore: $0) })
            try write(forest.onnx(), "onnx")
            try write(rowBytes.bytes, "rows")
            try write(scoreBytes.bytes, "scores")
            if forest.calibration != nil { try write(tailBytes.bytes, "tails") }
            let line = try Python.run(
                python, ["\(Python.packageRoot)/Tests/IsolationForest/onnx_scores.py", folder, "case"])
            let numbers = line.split(whereSeparator: \.isWhitespace).dropFirst().compactMap { Double($0) }
            try #require(numbers.count == 3, "\(line)")
            comparison = Comparison(rows: Int(numbers[0]), scoreDifference: numbers[1], tailDifference: numbers[2])
        }
        return comparison
    }
}
