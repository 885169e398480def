import Catalog
import Foundation
import Mesh
import Messages
import Tables

/// Rows that were found near positions, with the positions beside them.
struct MatchedRows {
    /// position_index, position_ra, position_dec, separation_arcsec, then the table's columns.
    var columns: [Column]
    var batch: ColumnBatch
    /// How many positions have a match.
    var positions: Int

    /// Puts positions beside what a cross-match answered; its index counts in the batch of positions.
    init(_ table: TableData, of asked: PositionSource.Batch) throws {
        batch = try table.batch()
        columns = table.columns.map(\.column)
        guard let first = batch.columns.first, case .int32(let indices) = first.storage,
            indices.allSatisfy({ asked.ra.indices.contains(Int($0)) })
        else { throw CommandFailure("the answer of the cross-match names positions that were not asked for") }
        positions = Set(indices).count
        columns[0].type = .int64
        columns.insert(
            Column("position_ra", .float64, unit: "deg", description: "Right ascension that was asked for, ICRS"), at: 1
        )
        columns.insert(
            Column("position_dec", .float64, unit: "deg", description: "Declination that was asked for, ICRS"), at: 2)
        batch.columns[0] = ColumnValues(.int64(indices.map { Int64(asked.rows[Int($0)]) }))
        batch.columns.insert(ColumnValues(.float64(indices.map { asked.ra[Int($0)] })), at: 1)
        batch.columns.insert(ColumnValues(.float64(indices.map { asked.dec[Int($0)] })), at: 2)
    }
}

/// Where matches go: to people, or into a file.
struct MatchOutput {
    var format: TableFormat
    var path: String?
    var isForPeople: Bool
    /// What it is, for the file's head.
    var about: String

    private var sink: (any TableSink)?
    private var shown = 0

    /// The most rows that people are shown.
    private static let mostShown = 1_000

    init(format: TableFormat, path: String?, isForPeople: Bool, about: String) {
        self.format = format
        self.path = path
        self.isForPeople = isForPeople
        self.about = about
    }

    /// Takes matches of one batch of positions.
    mutating func write(_ rows: MatchedRows) throws {
        guard !isForPeople else { return show(rows) }
        var sink =
            try self.sink
            ?? TableWriter.make(
                format, to: path ?? ResultSaver.standardOutput, columns: rows.columns,
                provenance: Provenance(
                    time: Date().ISO8601Format(), software: "peryton \(MeshVersion.current)", description: about))
        try sink.write(rows.batch)
        self.sink = sink
    }

    /// Completes the file.
    mutating func finish() throws {
        if isForPeople, shown > Self.mostShown {
            remark(
                "truncated: the first \(Numbers.rows(Self.mostShown)) of \(Numbers.grouped(shown)); --out FILE has all")
        }
        try sink?.finish()
    }

    private mutating func show(_ rows: MatchedRows) {
        defer { shown += rows.batch.rowCount }
        guard shown < Self.mostShown else { return }
        let table = ResultTable(columns: rows.columns, batch: rows.batch, width: ResultTable.terminalWidth)
        let lines = shown == 0 ? table.lines[...] : table.lines.dropFirst(2)
        say(lines.prefix(Self.mostShown - shown + (shown == 0 ? 2 : 0)).joined(separator: "\n"))
    }
}
