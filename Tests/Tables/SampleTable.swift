import TestSupport

@testable import Tables

/// A small table with every type, nulls and what is hard to keep.
enum SampleTable {
    static let columns = [
        Column("flag", .boolean, description: "yes or no"),
        Column("small", .uint8, ucd: "meta.code"),
        Column("short", .int16),
        Column("count", .int32),
        Column("object_id", .int64, ucd: "meta.id;meta.main", description: "every digit counts"),
        Column("mag_g", .float32, unit: "mag", ucd: "phot.mag;em.opt.G"),
        Column(
            "ra", .float64, unit: "deg", ucd: "pos.eq.ra;meta.main", description: "right ascension, \"J2000\" & <ICRS>"),
        Column("name", .text, textWidth: 40),
        Column("note", .text),
    ]

    /// What is not ASCII stands in `note` only.
    static let batch: ColumnBatch = {
        let names = ["M 31", "NGC 7000, \"North America\"", "a\ttab", "it's", "<b>&amp;</b>", "x", "#1", "", ""]
        let notes = ["Größe 5″ 🌌", "first\nsecond", "1", "true", "NaN", "null", "\\N", "", ""]
        var batch = ColumnBatch(
            columns: [
                ColumnValues(.boolean([true, false, true, false, true, false, true, false, false])),
                ColumnValues(.uint8([0, 1, 254, 127, 128, 7, 8, 9, 0])),
                ColumnValues(.int16([0, 1, -1, .max, .min + 1, 7, 8, 9, 0])),
                ColumnValues(.int32([0, 1, -1, .max, .min + 1, 7, 8, 9, 0])),
                ColumnValues(.int64([0, 1, -1, .max, .min + 1, 9_007_199_254_740_993, 8, 9, 0])),
                ColumnValues(
                    .float32([
                        0, -0.0, 0.1, .greatestFiniteMagnitude, .leastNonzeroMagnitude, .infinity, -.infinity, .nan,
                        .nan,
                    ])),
                ColumnValues(
                    .float64([
                        0, -0.0, 0.1, .greatestFiniteMagnitude, .leastNonzeroMagnitude, .infinity, -.infinity, .nan,
                        .nan,
                    ])),
                ColumnValues(.text(TextValues(names))),
                ColumnValues(.text(TextValues(notes))),
            ], rowCount: 9)
        for index in batch.columns.indices { batch.columns[index].nulls.insert(8) }
        return batch
    }()

    static let provenance = Provenance(
        query: "SELECT * FROM main -- it's \"all\"\nWHERE ra < 10 & dec > 5", time: "2026-11-25T02:00:00Z",
        catalog: "dr1",
        catalogVersion: "1.2", job: "7f3a", software: "Peryton 0.9", description: "A test.",
        others: [("owner", "mona")])

    /// All of a source in one batch.
    static func readAll(_ path: String, _ options: TableReader.Options = .init(), rows: Int = 4) throws -> (
        columns: [Column], rows: [[String]]
    ) {
        var source = try TableReader.open(path, options: options)
        var all: [[String]] = []
        while let batch = try source.next(maximumRows: rows) {
            for row in 0..<batch.rowCount { all.append(batch.columns.map { $0.words(row) }) }
        }
        return (source.columns, all)
    }
}

extension ColumnValues {
    /// A value such that two are the same words if they are the same to the bit.
    func words(_ row: Int) -> String {
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
