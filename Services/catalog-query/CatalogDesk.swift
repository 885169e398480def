import ADQL
import Bus
import Catalog
import Foundation
import Mesh
import Messages
import Tables

/// Answers what people ask about tables while they wait.
struct CatalogDesk: Sendable {
    let catalogs: Catalogs
    let options: CatalogOptions

    /// Names and types of a query.
    func check(_ request: QueryRequest, project: String, user: String) async throws -> CheckReply {
        let query = try QueryText(request)
        let engine = try catalogs.engine(for: project)
        let outline = try await CatalogWork.run { _ in try engine.check(query, for: user) }
        return CheckReply(
            columns: outline.columns.map { ColumnInfo($0) }, tables: outline.tables, sql: outline.sql)
    }

    /// How the engine would go about a query.
    func explain(_ request: QueryRequest, project: String, user: String) async throws -> ExplainReply {
        let query = try QueryText(request)
        let engine = try catalogs.engine(for: project)
        return try await CatalogWork.run { _ in
            let outline = try engine.check(query, for: user)
            return ExplainReply(
                text: "\(engine.product)\n\(try engine.explain(query, for: user))", sql: outline.sql)
        }
    }

    /// The tables whose names match, with the columns that match.
    func tables(_ request: TableListRequest, project: String, user: String) async throws -> TableList {
        let engine = try catalogs.engine(for: project)
        let snapshot = try await CatalogWork.run { _ in try engine.snapshot(for: user) }
        let byTable = NamePattern(request.pattern)
        let byColumn = NamePattern(request.columnPattern)
        var tables: [TableInfo] = []
        for table in snapshot.tables {
            let description = table.description
            guard byTable.matches(request.pattern.contains(".") ? description.fullName : description.name) else {
                continue
            }
            let columns = description.columns.filter { byColumn.matches($0.column.name) }
            if columns.isEmpty { continue }
            var info = TableInfo(table, version: snapshot.version)
            info.columns = request.withColumns ? columns.map { ColumnInfo($0) } : []
            info.examples = ExampleQueries(description).all
            tables.append(info)
        }
        return TableList(tables: tables, catalogVersion: snapshot.version)
    }

    /// The rows near positions.
    func match(_ request: CrossMatchRequest, project: String, user: String) async throws -> CrossMatchReply {
        let engine = try catalogs.engine(for: project)
        let match = CrossMatch(request)
        return try await CatalogWork.run { cancellation in
            var columns: [Column] = []
            var whole = ColumnBatch(columns: [], rowCount: 0)
            try engine.match(match, for: user, cancellation: cancellation, begin: { columns = $0 }) { batch in
                try whole.append(batch)
                guard whole.approximateBytes < Self.mostReplyBytes else {
                    throw CatalogError(
                        .limit,
                        "the matches are larger than \(Self.mostReplyBytes >> 20) MB; ask for fewer positions at once")
                }
            }
            return CrossMatchReply(table: TableData(columns: columns, batch: whole))
        }
    }

    private static let mostReplyBytes = 64 << 20

    /// What a user's own tables take.
    func quota(project: String, user: String) async throws -> QuotaReply {
        let engine = try catalogs.engine(for: project)
        let snapshot = try await CatalogWork.run { _ in try engine.snapshot(for: user) }
        let own = snapshot.tables.filter { $0.description.schema == CatalogTable.ownSchema }
        return QuotaReply(
            usedBytes: UInt64(clamping: own.reduce(0) { $0 + $1.bytes }), limitBytes: UInt64(options.quotaBytes),
            tables: own.map { TableInfo($0, version: snapshot.version) })
    }

    /// Drops a table of the user's own, or of the catalogue where the user is a curator.
    func drop(_ name: String, project: String, user: String) async throws -> TableInfo {
        let engine = try catalogs.engine(for: project)
        return try await CatalogWork.run { _ in
            let snapshot = try engine.snapshot(for: user)
            guard let table = snapshot.tables(named: name).first else {
                throw CatalogError(.notFound, "table \(name): no such table")
            }
            try engine.drop(schema: table.description.schema, name: table.description.name, for: user)
            return TableInfo(table, version: snapshot.version)
        }
    }
}
