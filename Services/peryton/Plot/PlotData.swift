import Foundation
import IsolationForest
import Pictures

/// A feature of a forest with the part of its axis that a picture shows.
struct PlotFeature {
    let index: Int
    let range: ClosedRange<Double>
    let title: AxisTitle
}

/// The rows of a table as a picture needs them.
struct PlotRows {
    struct Row {
        let x: Float
        let y: Float
        let score: Double
    }

    /// Rows whose values of both features are known and that have a score.
    var rows: [Row] = []
    /// The scores of all rows that have one.
    var scores: [Double] = []
}

/// What a picture of a forest shows.
struct PlotData {
    let forest: Forest
    /// The forest in a few words.
    let title: String
    let x: PlotFeature
    /// Nil for a forest of one feature.
    let y: PlotFeature?
    /// Nil where no table was given.
    let table: PlotRows?
    /// The table's file.
    let tableName: String

    /// The tail probability that is marked.
    static let markedTail = 0.01
    static let rowsAtOnce = 16_384

    /// The score of the marked tail probability; nil for a forest that is not calibrated.
    var markedScore: Double? { forest.score(ofTailProbability: Self.markedTail) }

    /// - Parameters:
    ///   - x: Name of the feature along the horizontal axis; nil for the one that takes the most part in cuts.
    ///   - y: Name of the one along the vertical axis; nil for the next.
    ///   - table: A table with rows to draw.
    /// - Throws: `CommandFailure` where a feature is unknown or did not vary, or the table does not fit.
    init(_ forest: Forest, name: String, x: String?, y: String?, table: String?) throws {
        self.forest = forest
        title = "\(name): \(forest.treeRange.count) trees on \(forest.trainedRows) rows"
        let chosen = try Self.features(of: forest, x: x, y: y)
        let rows = try table.map { try Self.rows(of: $0, forest, chosen) }
        func feature(_ index: Int, _ value: (PlotRows.Row) -> Float) -> PlotFeature {
            PlotFeature(
                index: index, range: Self.range(of: index, forest, values: rows?.rows.map(value) ?? []),
                title: Self.title(of: forest.features[index]))
        }
        self.x = feature(chosen.x) { $0.x }
        self.y = chosen.y.map { feature($0) { $0.y } }
        self.table = rows
        tableName = table.map { URL(fileURLWithPath: $0).lastPathComponent } ?? ""
    }

    /// How many of the table's rows that could be drawn lie outside of the picture.
    var rowsOutside: Int {
        table?.rows.count {
            !x.range.contains(Double($0.x)) || !(y?.range.contains(Double($0.y)) ?? true)
        } ?? 0
    }

    private static func title(of feature: FeatureDescription) -> AxisTitle {
        AxisTitle(feature.name, unit: feature.unit == "1" ? "" : feature.unit)
    }

    private static func features(of forest: Forest, x: String?, y: String?) throws -> (x: Int, y: Int?) {
        func index(_ name: String) throws -> Int {
            guard let index = forest.features.firstIndex(where: { $0.name == name }) else {
                let known = forest.features.map(\.name).joined(separator: ", ")
                throw CommandFailure("feature \"\(name)\" is not one of the forest's; they are: \(known)")
            }
            guard forest.scaling.spreads[index] > 0 else {
                throw CommandFailure("feature \"\(name)\" did not vary in training; expected one that did")
            }
            return index
        }
        let use = forest.featureUse
        var candidates = use.indices.filter { forest.scaling.spreads[$0] > 0 }.sorted { use[$0] > use[$1] }
        let givenY = try y.map(index)
        candidates.removeAll { $0 == givenY }
        let first = try x.map(index) ?? candidates.first ?? 0
        candidates.removeAll { $0 == first }
        if let givenY, givenY == first {
            throw CommandFailure("feature \"\(forest.features[first].name)\" is both x and y; expected two features")
        }
        return (first, givenY ?? candidates.first)
    }

    /// Four spreads to each side of the median; with rows, as far as they go, but two to twelve spreads.
    private static func range(of feature: Int, _ forest: Forest, values: [Float]) -> ClosedRange<Double> {
        let median = Double(forest.scaling.medians[feature])
        let spread = Double(forest.scaling.spreads[feature])
        let least = values.isEmpty ? 4.0 : 2
        var (low, high) = (median - least * spread, median + least * spread)
        for value in values.lazy.map({ Double($0) }) {
            low = min(low, max(value, median - 12 * spread))
            high = max(high, min(value, median + 12 * spread))
        }
        let margin = values.isEmpty ? 0 : 0.03 * (high - low)
        return low - margin...high + margin
    }

    private static func rows(
        of path: String, _ forest: Forest, _ chosen: (x: Int, y: Int?)
    ) throws -> PlotRows {
        var table = try Table.open(path, for: forest)
        var result = PlotRows()
        var block: [Float] = []
        while try table.read(rows: rowsAtOnce, into: &block) > 0 {
            let rows = try FeatureTable(features: forest.features.count, values: block)
            let scores = try forest.scores(of: rows, threads: ProcessInfo.processInfo.activeProcessorCount)
            for (index, score) in scores.enumerated() {
                let row = Array(rows[index])
                guard row.withUnsafeBufferPointer({ forest.isScoreable($0) }) else { continue }
                result.scores.append(score)
                let (x, y) = (row[chosen.x], row[chosen.y ?? chosen.x])
                if x.isFinite, y.isFinite { result.rows.append(PlotRows.Row(x: x, y: y, score: score)) }
            }
            block.removeAll(keepingCapacity: true)
        }
        return result
    }
}
