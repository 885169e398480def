import ADQL
import Tables

/// Queries on a table that run as they stand.
struct ExampleQueries {
    private let table: TableDescription

    init(_ table: TableDescription) {
        self.table = table
    }

    var all: [String] {
        var queries = ["SELECT TOP 10 * FROM \(name)", "SELECT COUNT(*) AS n FROM \(name)"]
        if let position = table.position {
            let (ra, dec) = (quoted(position.rightAscension), quoted(position.declination))
            queries.append(
                "SELECT TOP 100 \(principal) FROM \(name) WHERE 1=CONTAINS(POINT(\(ra), \(dec)), CIRCLE(30.0, -20.0, 0.1))"
            )
            queries.append(
                "SELECT TOP 100 \(principal), DISTANCE(\(ra), \(dec), 30.0, -20.0) AS separation FROM \(name) "
                    + "WHERE DISTANCE(\(ra), \(dec), 30.0, -20.0) < 0.5 ORDER BY separation")
            queries.append(
                "SELECT IVO_HEALPIX_INDEX(6, \(ra), \(dec)) AS hpx, COUNT(*) AS n FROM \(name) GROUP BY hpx ORDER BY hpx"
            )
        }
        if let magnitude = table.columns.first(where: { $0.column.unit == "mag" })?.column.name {
            queries.append("SELECT AVG(\(quoted(magnitude))) AS mean FROM \(name) WHERE \(quoted(magnitude)) < 21")
        }
        return queries
    }

    private var name: String { "\(quoted(table.schema)).\(quoted(table.name))" }

    private var principal: String {
        let chosen = table.columns.filter(\.isPrincipal).prefix(5).map { quoted($0.column.name) }
        return chosen.isEmpty ? "*" : chosen.joined(separator: ", ")
    }

    /// A name as ADQL takes it: quoted where it is not a regular identifier.
    private func quoted(_ name: String) -> String { Identifier.spelling(of: name) }
}
