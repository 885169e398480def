import Bus
import Catalog
import Foundation
import Jobs
import Messages
import Tables

/// Takes files in, and tells what they would become.
struct LoadDesk: Sendable {
    let catalogs: Catalogs
    let options: CatalogOptions

    /// Rows that are shown of a file.
    private static let previewRows = 10
    /// Rows that are looked through for values that stand for null.
    private static let surveyedRows = 100_000

    /// Keeps one piece of a file.
    func upload(_ piece: FilePiece, project: String, user: String) async throws -> FileReceipt {
        let folder = options.uploads(of: user, in: project)
        let quota = options.quotaBytes
        return try await CatalogWork.run { _ in
            // Once for each file: pieces come by the thousand.
            if piece.offset == 0 { folder.forgetOld() }
            return try folder.keep(piece, mostBytes: quota)
        }
    }

    /// What a file would become: nothing is made.
    func inspect(_ wanted: LoadParameters, project: String, user: String) async throws -> InspectReply {
        let engine = try catalogs.engine(for: project)
        let order = try LoadOrder(wanted, options, project: project, user: user)
        return try await CatalogWork.run { _ in
            var source = try order.open()
            let table = try order.plan.table(of: source.columns)
            let preview = try source.next(maximumRows: Self.previewRows) ?? source.noRows
            let suspects = try Self.sentinels(in: &source, after: preview)
            var info = TableInfo(CatalogTable(description: table, owner: user), version: "")
            info.columns = table.columns.map { ColumnInfo($0) }
            info.rows = source.rowCount ?? -1
            return InspectReply(
                table: info, notes: try notes(on: source, table, order, engine.snapshot(for: user)) + suspects,
                preview: TableData(columns: source.columns, batch: preview))
        }
    }

    /// Values that probably stand for null, and how they are told to the load.
    private static func sentinels(
        in source: inout any TableFileSource, after first: ColumnBatch
    ) throws -> [String] {
        var survey = SentinelSurvey(columns: source.columns)
        survey.add(first)
        var rows = first.rowCount
        while rows < surveyedRows, let batch = try source.next(maximumRows: 10_000) {
            survey.add(batch)
            rows += batch.rowCount
        }
        return survey.suggestions.map { found in
            "\(found), in the first \(rows) rows: if it means null, load with --sentinel \(found.column)=\(found.value)"
        }
    }

    private func notes(
        on source: any TableFileSource, _ table: TableDescription, _ order: LoadOrder, _ snapshot: CatalogSnapshot
    ) throws -> [String] {
        var notes = ["format \(source.format.rawValue)"]
        if let position = table.position {
            notes.append(
                "position: \(position.rightAscension), \(position.declination), taken as ICRS degrees; indexed on the sky"
            )
        } else {
            notes.append("no position: no column is known as one; name them with --ra and --dec")
        }
        let indexed = table.columns.filter(\.isIndexed).map(\.column.name)
            .filter { $0 != table.position?.rightAscension && $0 != table.position?.declination }
        if !indexed.isEmpty { notes.append("indexed: \(indexed.joined(separator: ", "))") }
        let known = snapshot.tables(schema: order.plan.schema, name: order.plan.name).first
        if order.plan.appends, let known {
            notes.append("\(known.description.rowCount ?? 0) rows are there already; these come behind them")
        } else if known != nil {
            notes.append("table \(order.plan.fullName) is there already: append to it, or drop it first")
        }
        return notes
    }
}

extension TableSource {
    /// A batch of these columns without rows.
    var noRows: ColumnBatch {
        ColumnBatch(columns: columns.map { ColumnValues(noValuesOf: $0.type) }, rowCount: 0)
    }
}

extension ColumnValues {
    /// No values of a type.
    init(noValuesOf type: ColumnType) {
        switch type {
        case .boolean: self.init(.boolean([]))
        case .uint8: self.init(.uint8([]))
        case .int16: self.init(.int16([]))
        case .int32: self.init(.int32([]))
        case .int64: self.init(.int64([]))
        case .float32: self.init(.float32([]))
        case .float64: self.init(.float64([]))
        case .text: self.init(.text(TextValues()))
        }
    }
}
