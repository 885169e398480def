import ADQL
import BenchmarkSupport
import Catalog
import Foundation
import IsolationForest
import ServiceKit
import Tables

/// `make bench-catalog`: the catalogue's engines beside PostgreSQL with Q3C, stilts and astropy, on the same tables.
@main
struct CatalogBenchmark {
    static func main() async {
        do {
            try await run(Array(CommandLine.arguments.dropFirst()))
        } catch {
            FileHandle.standardError.write(Data("bench-catalog: \(error)\n".utf8))
            exit(1)
        }
    }

    private static func run(_ arguments: [String]) async throws {
        guard (3...4).contains(arguments.count), let rows = Int(arguments[0]), rows >= 1_000 else {
            throw BenchmarkFailure("expected: rows, a folder, a Python that imports astropy, and perhaps cases")
        }
        let wanted = try CaseGroup.named(arguments.count == 4 ? arguments[3] : "")
        let tables = try await BenchmarkTables.open(folder: arguments[1], rows: rows)
        let report = Report(bench: "catalog", rows: rows)
        let places = try Places(tables.sqlite, rows: rows)
        let sky = SkyCases(tables: tables, places: places, report: report)
        for group in wanted {
            switch group {
            case .cones: try sky.cones()
            case .boxes: try sky.boxes(turns: 100)
            case .aggregate: try sky.aggregate(turns: 7)
            case .bus: try await BusCases(tables: tables, places: places, report: report, folder: arguments[1]).run()
            case .match:
                try CrossMatchCases(tables: tables, places: places, report: report, folder: arguments[1]).run()
            case .write:
                try WriterCases(tables: tables, report: report, folder: arguments[1], python: arguments[2]).run()
            }
        }
        await tables.server.stop()
        try report.end()
    }
}

/// Cases that belong together.
private enum CaseGroup: String, CaseIterable {
    case cones, boxes, aggregate, bus, match, write

    /// Groups by their names with commas between; all where there are none.
    static func named(_ names: String) throws -> [CaseGroup] {
        guard !names.isEmpty else { return allCases }
        return try names.split(separator: ",").map { name in
            guard let group = CaseGroup(rawValue: String(name)) else {
                throw BenchmarkFailure(
                    "cases \"\(name)\": expected some of \(allCases.map(\.rawValue).joined(separator: ","))")
            }
            return group
        }
    }
}

/// Where to look: near objects, so that there is something.
struct Places {
    let rightAscensions: [Double]
    let declinations: [Double]

    init(_ engine: SQLiteCatalog, rows: Int) throws {
        var ra: [Double] = []
        var dec: [Double] = []
        let step = max(1, rows / 200_000)
        _ = try engine.run(
            QueryText("SELECT ra, dec FROM dr1.main WHERE MOD(coadd_object_id, \(step)) = 0"), for: "user",
            limits: QueryLimits(), cancellation: QueryCancellation(), begin: { _ in }
        ) { batch in
            ra += batch.columns[0].doubles
            dec += batch.columns[1].doubles
        }
        // In an order that no index knows, the same in every run.
        var generator = SplitMix64(state: 42)
        let order = ra.indices.shuffled(using: &generator)
        rightAscensions = order.map { ra[$0] }
        declinations = order.map { dec[$0] }
    }
}

extension CatalogEngine {
    /// Runs a query from its text to its last row; gives the number of rows.
    func count(_ adql: String) throws -> Int {
        var rows = 0
        _ = try run(
            QueryText(adql), for: "user", limits: QueryLimits(), cancellation: QueryCancellation(), begin: { _ in }
        ) { rows += $0.rowCount }
        return rows
    }
}
