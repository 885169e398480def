import Messages

/// A query, and how far it may go.
struct QueryOrder: Sendable {
    var adql: String
    /// "2.1" or "2.0".
    var version = "2.1"
    /// The most rows; nil: the service's own limit.
    var rows: UInt64?
    /// The most time, seconds; nil: the service's own limit.
    var seconds: Double?

    /// As a question that is answered at once.
    func request(rows: UInt64? = nil, seconds: Double? = nil) -> QueryRequest {
        QueryRequest(
            adql: adql, adqlVersion: version, rowLimit: rows ?? self.rows ?? 0,
            timeLimitMilliseconds: (seconds ?? self.seconds).map { UInt64(max(1, $0 * 1_000)) } ?? 0)
    }

    /// As what a job is to do.
    func parameters(format: String = "", into table: String = "") -> QueryParameters {
        QueryParameters(
            adql: adql, adqlVersion: version, format: format, rowLimit: rows ?? 0,
            timeLimitSeconds: seconds.map { UInt32(clamping: Int($0.rounded(.up))) } ?? 0, intoTable: table)
    }
}
