import ADQL
import Tables

/// A cross-match in PostgreSQL: positions go there in slices, as arrays, so that nothing is written.
struct PostgresCrossMatch {
    private let request: CrossMatch
    private let reader: PostgresReader
    private let table: TableDescription
    private let columns: [Column]

    /// Positions that are searched at once.
    private static let sliceCount = 16_384
    /// The most time for a slice, seconds.
    static let sliceSeconds = 600.0

    init(_ request: CrossMatch, _ reader: PostgresReader) throws(CatalogError) {
        self.request = request
        self.reader = reader
        table = try request.table(in: reader.snapshot)
        columns = try request.chosenColumns(of: table)
    }

    func run(
        _ cancellation: QueryCancellation, begin: ([Column]) throws -> Void, rows: (ColumnBatch) throws -> Void
    ) throws {
        let all = CrossMatch.ownColumns + columns
        try begin(all)
        let sql = sql
        let count = request.rightAscensions.count
        let connection = reader.connection
        for first in stride(from: 0, to: count, by: Self.sliceCount) {
            let slice = first..<min(count, first + Self.sliceCount)
            var parameters = PostgresParameters()
            parameters.append(request.rightAscensions[slice])
            parameters.append(request.declinations[slice])
            parameters.append(request.radiusArcseconds / 3_600)
            parameters.append(Int64(first))
            if request.mostPerPosition < .max { parameters.append(Int64(request.mostPerPosition)) }
            try cancellation.whileRunning(interrupt: { connection.interrupt() }) {
                var batch = PostgresBatchReader(columns: all)
                try connection.query(sql, parameters, until: .now + .seconds(Self.sliceSeconds)) { row in
                    try batch.append(row)
                    if batch.rowCount == Self.sliceCount { try rows(batch.take()) }
                }
                if batch.rowCount > 0 { try rows(batch.take()) }
            }
        }
    }

    /// Positions that are none match nothing; those near the edge are found by a wider look and measured exactly.
    private var sql: String {
        let position = table.position ?? PositionColumns(rightAscension: "ra", declination: "dec", isIndexed: false)
        let ra = "t.\(position.rightAscension.quotedName)"
        let dec = "t.\(position.declination.quotedName)"
        let source = table.physicalName.map(\.quotedName).joined(separator: ".")
        let distance = "peryton.peryton_distance(p.ra, p.\"dec\", \(ra)::double precision, \(dec)::double precision)"
        let near =
            reader.setup.hasQ3C
            ? "q3c_join(p.ra, p.\"dec\", \(ra), \(dec), $3 * 1.000000001 + 1e-11)"
            : "\(dec) BETWEEN p.\"dec\" - $3 - 1e-11 AND p.\"dec\" + $3 + 1e-11"
        let wanted = ["t.peryton_row"] + columns.map { "t.\($0.name.quotedName)" }
        let named = wanted.enumerated().map { "\($1) AS c\($0)" }.joined(separator: ", ")
        let nearest =
            request.mostPerPosition < .max ? "ORDER BY separation, t.peryton_row LIMIT $5::bigint" : ""
        let out = columns.indices.map { "m.c\($0 + 1)" }
        return """
            SELECT (p.place - 1 + $4::bigint)::integer, m.separation * 3600\(out.map { ", \($0)" }.joined())
            FROM ROWS FROM (unnest($1::double precision[]), unnest($2::double precision[])) WITH ORDINALITY
                AS p (ra, "dec", place)
            CROSS JOIN LATERAL (
                SELECT \(distance) AS separation, \(named) FROM \(source) t
                WHERE \(near) AND \(distance) <= $3 \(nearest)) m
            WHERE peryton.is_position(p.ra, p."dec")
            ORDER BY p.place, m.separation, m.c0
            """
    }
}
