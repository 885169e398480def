import ADQL
import Catalog
import Foundation
import Tables
import TestSupport
import Testing

/// The engines that must give the same rows.
enum EngineKind: String, CaseIterable, Sendable {
    case sqlite
    case postgres

    /// Does something with a fresh catalogue; nothing, with words, where the engine is not installed.
    func withCatalog(curators: Set<String> = ["curator"], _ work: (any CatalogEngine) async throws -> Void) async throws
    {
        switch self {
        case .sqlite:
            try await withTemporaryFolder { folder in
                try await work(SQLiteCatalog(folder: "\(folder)/catalog", curators: curators))
            }
        case .postgres:
            guard let catalog = try await TestPostgres.catalog(curators: curators) else { return }
            try await work(catalog)
        }
    }
}

/// A result, with every digit.
struct TestResult: Equatable, CustomStringConvertible {
    var columns: [Column] = []
    var rows: [[String]] = []
    var isTruncated = false

    var description: String {
        "\(columns.map { "\($0.name) \($0.type)" })\n" + rows.prefix(12).map { "\($0)" }.joined(separator: "\n")
    }
}

extension CatalogEngine {
    /// Runs a query to its end.
    func rows(
        _ adql: String, for user: String = "ann", limits: QueryLimits = QueryLimits(seconds: 60, batchRows: 100),
        cancellation: QueryCancellation = QueryCancellation()
    ) throws -> TestResult {
        var result = TestResult()
        let outcome = try run(
            QueryText(adql), for: user, limits: limits, cancellation: cancellation,
            begin: { result.columns = $0.columns }
        ) { batch in
            for row in 0..<batch.rowCount { result.rows.append(batch.columns.map { $0.text(row) }) }
        }
        #expect(outcome.rows == result.rows.count)
        result.isTruncated = outcome.isTruncated
        return result
    }

    /// Loads a table of memory.
    @discardableResult
    func load(_ table: MemoryTable, _ plan: LoadPlan, for user: String = "curator") throws -> LoadOutcome {
        var source: any TableSource = table
        return try load(&source, plan, for: user, mostBytes: nil) { _ in }
    }
}

extension ColumnValues {
    /// A value with all its digits.
    func text(_ row: Int) -> String {
        if nulls.contains(row) { return "null" }
        return switch storage {
        case .boolean(let values): "\(values[row])"
        case .uint8(let values): "\(values[row])"
        case .int16(let values): "\(values[row])"
        case .int32(let values): "\(values[row])"
        case .int64(let values): "\(values[row])"
        case .float32(let values): "\(values[row])"
        case .float64(let values): "\(values[row])"
        case .text(let values): "'\(values[row])'"
        }
    }
}

/// A table of columns that are given whole.
struct MemoryTable: TableSource {
    let columns: [Column]
    private let values: [ColumnValues]
    private var given = 0

    init(_ columns: [(Column, ColumnValues)]) {
        self.columns = columns.map(\.0)
        values = columns.map(\.1)
    }

    mutating func next(maximumRows: Int) -> ColumnBatch? {
        let rows = given..<min(values[0].count, given + maximumRows)
        guard !rows.isEmpty else { return nil }
        given = rows.upperBound
        return ColumnBatch(columns: values.map { $0.gathered(Array(rows)) }, rowCount: rows.count)
    }

    /// Values of which the nil ones are null.
    static func doubles(_ values: [Double?]) -> ColumnValues { marked(values) { .float64($0.map { $0 ?? 0 }) } }
    static func floats(_ values: [Float?]) -> ColumnValues { marked(values) { .float32($0.map { $0 ?? 0 }) } }
    static func int64s(_ values: [Int64?]) -> ColumnValues { marked(values) { .int64($0.map { $0 ?? 0 }) } }
    static func int32s(_ values: [Int32?]) -> ColumnValues { marked(values) { .int32($0.map { $0 ?? 0 }) } }
    static func int16s(_ values: [Int16?]) -> ColumnValues { marked(values) { .int16($0.map { $0 ?? 0 }) } }
    static func uint8s(_ values: [UInt8?]) -> ColumnValues { marked(values) { .uint8($0.map { $0 ?? 0 }) } }
    static func booleans(_ values: [Bool?]) -> ColumnValues { marked(values) { .boolean($0.map { $0 ?? false }) } }
    static func texts(_ values: [String?]) -> ColumnValues { marked(values) { .text(TextValues($0.map { $0 ?? "" })) } }

    private static func marked<Value>(_ values: [Value?], _ storage: ([Value?]) -> ColumnValues.Storage) -> ColumnValues
    {
        var nulls = NullMask()
        for (index, value) in values.enumerated() where value == nil { nulls.insert(index) }
        return ColumnValues(storage(values), nulls: nulls)
    }
}

/// The tables of the suite.
enum SuiteTables {
    /// Every type, with nulls, extremes and odd texts.
    static var values: MemoryTable {
        MemoryTable([
            (Column("id", .int64, ucd: "meta.id;meta.main"), MemoryTable.int64s([1, 2, 3, 4, 5, 6, .max, .min])),
            (Column("flag", .boolean), MemoryTable.booleans([true, false, nil, true, false, true, nil, false])),
            (Column("tiny", .uint8), MemoryTable.uint8s([0, 255, nil, 7, 7, 100, 3, 2])),
            (Column("small", .int16), MemoryTable.int16s([-32_768, 32_767, nil, 7, -7, 100, 3, 2])),
            (Column("medium", .int32), MemoryTable.int32s([.min, .max, nil, 7, -7, 100, 3, 2])),
            (Column("single", .float32), MemoryTable.floats([0.1, -0.1, nil, 1e30, 21.7, 3.5, 2.5, .nan])),
            (Column("double", .float64), MemoryTable.doubles([0.1, -0.1, nil, 1e300, 21.7, 0.5, 2.5, .nan])),
            (
                Column("name", .text),
                MemoryTable.texts(["a", "B", nil, "", "%_\\", "Ångström", "'quote'; DROP TABLE x", "a\nb"])
            ),
            (Column("grp", .int32), MemoryTable.int32s([1, 1, 1, 2, 2, 2, nil, nil])),
        ])
    }
}
