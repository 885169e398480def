import ADQL
import Bus
import Catalog
import Messages
import Synchronization
import Tables

/// Answers queries while their askers wait.
final class QuickQueries: Sendable {
    private let catalogs: Catalogs
    private let options: CatalogOptions
    private let running = Mutex<[String: QueryCancellation]>([:])
    private let turns = UserTurns(atOnce: 4)

    /// What one reply may weigh.
    private static let mostReplyBytes = 64 << 20
    /// A row limit above this wants a job.
    private static let mostRows = 1_000_000

    init(catalogs: Catalogs, options: CatalogOptions) {
        self.catalogs = catalogs
        self.options = options
    }

    /// Runs a query within the limits of a quick look; what is left out is said.
    func answer(_ request: QueryRequest, project: String, user: String) async throws -> QuickReply {
        let query = try QueryText(request)
        let engine = try catalogs.engine(for: project)
        let limits = limits(of: request)
        let name = request.queryID.isEmpty ? nil : "\(project)/\(user)/\(request.queryID)"
        defer { if let name { running.withLock { $0[name] = nil } } }
        return try await turns.taking(user: "\(project)/\(user)") {
            try await CatalogWork.run { cancellation in
                if let name { self.running.withLock { $0[name] = cancellation } }
                return try Self.run(query, on: engine, user, limits, cancellation)
            }
        }
    }

    private func limits(of request: QueryRequest) -> QueryLimits {
        let rows = request.rowLimit == 0 ? options.quickRows : Int(clamping: request.rowLimit)
        let seconds =
            request.timeLimitMilliseconds == 0
            ? options.quickSeconds : min(options.quickSeconds, Double(request.timeLimitMilliseconds) / 1_000)
        return QueryLimits(rows: min(rows, max(options.quickRows, Self.mostRows)), seconds: seconds)
    }

    private static func run(
        _ query: QueryText, on engine: any CatalogEngine, _ user: String, _ limits: QueryLimits,
        _ cancellation: QueryCancellation
    ) throws -> QuickReply {
        var outline = QueryOutline(columns: [], tables: [], sql: "", catalogVersion: "")
        var whole = ColumnBatch(columns: [], rowCount: 0)
        let outcome = try engine.run(
            query, for: user, limits: limits, cancellation: cancellation, begin: { outline = $0 },
            rows: { batch in
                try whole.append(batch)
                if whole.approximateBytes > mostReplyBytes {
                    throw CatalogError(
                        .limit, "the result is larger than \(mostReplyBytes >> 20) MB; submit the query as a job")
                }
            })
        return QuickReply(
            table: TableData(columns: outline.columns, batch: whole), isTruncated: outcome.isTruncated,
            rowLimit: UInt64(limits.rows), engineSeconds: outcome.engineSeconds,
            catalogVersion: outline.catalogVersion,
            message: outcome.isTruncated
                ? "only the first \(limits.rows) rows: there are more; submit the query as a job for all of them" : "")
    }

    /// Ends a running query of a user, where this copy runs it.
    func cancel(_ queryID: String, project: String, user: String) {
        running.withLock { $0["\(project)/\(user)/\(queryID)"] }?.cancel()
    }
}

extension QueryText {
    /// The query of a request.
    init(_ request: QueryRequest) throws {
        self.init(request.adql, version: try ADQLVersion(named: request.adqlVersion))
    }
}

extension ADQLVersion {
    /// A version by its number; empty: the newest.
    init(named name: String) throws(RequestError) {
        switch name {
        case "", "2.1": self = .v2_1
        case "2.0": self = .v2_0
        default: throw RequestError("invalid", "ADQL version \"\(name)\": expected 2.0 or 2.1")
        }
    }
}
