import ADQL
import Catalog
import Foundation
import IsolationForest
import Messages
import Tables

/// Scores the result of a query with a forest and keeps the oddest rows.
///
/// Without a forest the result is read twice: a sample of it trains one, which then judges all of it.
struct CatalogScoring: Sendable {
    let engine: any CatalogEngine
    let user: String
    let query: QueryText
    let parameters: ScoreParameters
    let limits: QueryLimits

    /// What came out.
    struct Outcome {
        var columns: [Column]
        var rows: ColumnBatch
        var forest: Forest
        var scoredRows: Int
        /// Rows with too many missing values to be judged.
        var unscoredRows: Int
        var catalogVersion: String
    }

    /// Rows that a forest of the result's own is trained on at most.
    private static let sampleRows = 100_000
    private static let usualTop = 100
    /// What is kept in memory: rows with their columns.
    private static let mostTop = 100_000

    /// Does it; `tell` hears of the rows read so far.
    func run(
        forest given: Forest?, cancellation: QueryCancellation, tell: (_ rows: Int, _ doing: String) -> Void
    ) throws -> Outcome {
        let top = parameters.top == 0 ? Self.usualTop : Int(parameters.top)
        guard top <= Self.mostTop else {
            throw CatalogError(.invalid, "top \(top): expected at most \(Self.mostTop) rows")
        }
        let forest = try given ?? trained(cancellation, tell)
        var features: FeatureColumns?
        var columns: [Column] = []
        var version = ""
        var best = TopRows(most: top)
        var (read, unscored) = (0, 0)
        _ = try engine.run(query, for: user, limits: limits, cancellation: cancellation) { outline in
            columns = outline.columns
            version = outline.catalogVersion
            features = try FeatureColumns(of: forest, in: outline.columns)
        } rows: { batch in
            guard let features else { return }
            let table = try FeatureTable(features: features.places.count, values: features.values(of: batch))
            var scores = try forest.scores(of: table, threads: ProcessInfo.processInfo.activeProcessorCount)
            for row in 0..<table.rows where !forest.isScoreable(row, of: table) {
                scores[row] = -.infinity
                unscored += 1
            }
            try best.add(batch, scores: scores)
            read += batch.rowCount
            tell(read, "scoring")
        }
        guard let features else { throw CatalogError(.unavailable, "the query gave no answer") }
        let (rows, scores) = best.best()
        let described = try ScoredRows(forest: forest, features: features, explains: parameters.explain)
            .describe(rows, scores, columns: columns)
        return Outcome(
            columns: described.columns, rows: described.rows, forest: forest, scoredRows: read - unscored,
            unscoredRows: unscored, catalogVersion: version)
    }

    private func trained(
        _ cancellation: QueryCancellation, _ tell: (_ rows: Int, _ doing: String) -> Void
    ) throws -> Forest {
        var features: FeatureColumns?
        var sample: RowSample?
        var read = 0
        _ = try engine.run(query, for: user, limits: limits, cancellation: cancellation) { outline in
            let chosen = try FeatureColumns(forOwnForestOf: outline.columns, idColumn: parameters.idColumn)
            features = chosen
            sample = RowSample(mostRows: Self.sampleRows, width: chosen.places.count, seed: 1)
        } rows: { batch in
            guard let features else { return }
            sample?.add(features.values(of: batch))
            read += batch.rowCount
            tell(read, "drawing a sample to train on")
        }
        guard let features, let sample else { throw CatalogError(.unavailable, "the query gave no answer") }
        tell(read, "training a forest")
        let table = try FeatureTable(features: features.places.count, values: sample.values)
        return try Forest.train(
            on: table, featureSet: "catalog", featureSetVersion: 1, features: features.features,
            threads: ProcessInfo.processInfo.activeProcessorCount, isCancelled: { cancellation.isCancelled })
    }
}

/// The oddest rows with what tells why.
struct ScoredRows {
    let forest: Forest
    let features: FeatureColumns
    let explains: Bool

    /// Puts rank, score and tail probability before the rows' own columns, and each feature's share behind them.
    func describe(
        _ rows: ColumnBatch, _ scores: [Double], columns: [Column]
    ) throws -> (columns: [Column], rows: ColumnBatch) {
        // Rows that could not be judged are not odd.
        let count = scores.firstIndex(of: -.infinity) ?? scores.count
        let rows = rows.gathered(Array(0..<count))
        let scores = Array(scores[..<count])
        let before: [(Column, ColumnValues)] = [
            (
                Column("anomaly_rank", .int32, description: "1 for the oddest."),
                ColumnValues(.int32(scores.indices.map { Int32($0 + 1) }))
            ),
            (Column("anomaly_score", .float64, description: "Forest's score, 0 to 1."), ColumnValues(.float64(scores))),
            (
                Column(
                    "tail_probability", .float64, description: "How often an ordinary row scores as high."),
                ColumnValues(.float64(scores.map { forest.tailProbability(ofScore: $0) }))
            ),
        ]
        let behind = explains ? try shares(of: rows) : []
        let taken = Set(columns.map { $0.name.lowercased() })
        func free(_ column: Column) -> Column {
            var column = column
            while taken.contains(column.name.lowercased()) { column.name += "_" }
            return column
        }
        return (
            before.map { free($0.0) } + columns + behind.map { free($0.0) },
            ColumnBatch(columns: before.map(\.1) + rows.columns + behind.map(\.1), rowCount: count)
        )
    }

    private func shares(of rows: ColumnBatch) throws -> [(Column, ColumnValues)] {
        let width = features.places.count
        let values = features.values(of: rows)
        var shares = [[Float]](repeating: [], count: width)
        for row in 0..<rows.rowCount {
            let explained = try forest.explain(Array(values[row * width..<(row + 1) * width]))
            for (feature, share) in explained.enumerated() { shares[feature].append(Float(share)) }
        }
        return zip(features.features, shares).map { feature, shares in
            (
                Column(
                    "share_\(feature.name)", .float32, description: "Share of \(feature.name) in the row's oddness."),
                ColumnValues(.float32(shares))
            )
        }
    }
}

extension Forest {
    /// Whether enough of a row's values are there to judge it.
    fileprivate func isScoreable(_ row: Int, of table: FeatureTable) -> Bool {
        Array(table[row]).withUnsafeBufferPointer { isScoreable($0) }
    }
}
