import CSQLite
import Tables

/// A cross-match through a table's sky index.
struct SQLiteCrossMatch {
    private let request: CrossMatch
    private let reader: SQLiteReader
    private let table: TableDescription
    private let columns: [Column]
    private let index: SkyIndex

    /// Positions that are searched at once: what a slice takes is some tens of megabytes.
    private static let sliceCount = 131_072

    init(_ request: CrossMatch, _ reader: SQLiteReader) throws(CatalogError) {
        self.request = request
        self.reader = reader
        table = try request.table(in: reader.snapshot)
        columns = try request.chosenColumns(of: table)
        // A table without rows has no runs.
        index = reader.skyIndexes.index(of: table.physicalName.joined(separator: ".")) ?? SkyIndex(runs: [])
    }

    func run(
        _ cancellation: QueryCancellation, begin: ([Column]) throws -> Void, rows: (ColumnBatch) throws -> Void
    ) throws {
        try begin(CrossMatch.ownColumns + columns)
        let matcher = PositionMatcher(
            index: index, radiusArcseconds: request.radiusArcseconds, mostPerPosition: request.mostPerPosition)
        let count = request.rightAscensions.count
        for first in stride(from: 0, to: count, by: Self.sliceCount) {
            if cancellation.isCancelled { throw CatalogError(.cancelled, "cancelled") }
            let matches = matcher.matches(
                first..<min(count, first + Self.sliceCount), rightAscensions: request.rightAscensions,
                declinations: request.declinations)
            guard !matches.isEmpty else { continue }
            try rows(batch(of: matches))
        }
    }

    private func batch(of matches: [PositionMatcher.Match]) throws -> ColumnBatch {
        let own = [
            ColumnValues(.int32(matches.map(\.position))), ColumnValues(.float64(matches.map(\.separationArcseconds))),
        ]
        return ColumnBatch(columns: own + (try tableColumns(of: matches)), rowCount: matches.count)
    }

    /// The table's columns of the matched rows, which are read in the order of the disk.
    private func tableColumns(of matches: [PositionMatcher.Match]) throws -> [ColumnValues] {
        guard !columns.isEmpty else { return [] }
        let order = matches.indices.sorted { matches[$0].row < matches[$1].row }
        let names = columns.map { $0.name.quotedName }.joined(separator: ", ")
        let source = table.physicalName.map(\.quotedName).joined(separator: ".")
        let statement = try reader.connection.statement("SELECT \(names) FROM \(source) WHERE peryton_row = ?1")
        defer { statement.reset() }
        var batch = SQLiteBatchReader(columns: columns)
        for place in order {
            statement.bind(matches[place].row, at: 1)
            guard try statement.step() else {
                throw CatalogError(
                    .unavailable, "table \(table.fullName): row \(matches[place].row) of its sky index is gone")
            }
            try batch.append(statement)
            sqlite3_reset(statement.handle)
        }
        var places = [Int](repeating: 0, count: order.count)
        for (found, place) in order.enumerated() { places[place] = found }
        return batch.take().columns.map { $0.gathered(places) }
    }
}
