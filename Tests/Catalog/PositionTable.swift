import Catalog
import Glibc
import Tables
import TestSupport

/// Random positions on the whole sky, some of them in clumps, at the poles and at right ascension 0.
struct PositionTable: TableSource {
    let columns = [
        Column("id", .int64, ucd: "meta.id;meta.main"), Column("ra", .float64, unit: "deg"),
        Column("dec", .float64, unit: "deg"), Column("mag", .float32, unit: "mag"), Column("name", .text),
    ]
    private(set) var ids: [Int64] = []
    private(set) var ra: [Double] = []
    private(set) var dec: [Double] = []
    private var given = 0

    init(rows: Int, seed: UInt64, firstID: Int64 = 1) {
        var generator = SeededGenerator(seed: seed)
        for row in 0..<rows {
            let longitude = Double.random(in: 0..<360, using: &generator)
            let latitude = asin(Double.random(in: -1...1, using: &generator)) * 180 / .pi
            ids.append(firstID + Int64(row))
            switch row % 10 {
            case 0:
                ra.append(longitude / 3_600)
                dec.append(latitude / 90)
            case 1:
                ra.append(longitude)
                dec.append(90 - abs(latitude) / 900)
            case 2:
                ra.append(360 - longitude / 3_600)
                dec.append(latitude / 90)
            case 3:
                ra.append(longitude)
                dec.append(-90 + abs(latitude) / 900)
            default:
                ra.append(longitude)
                dec.append(latitude)
            }
        }
    }

    mutating func next(maximumRows: Int) -> ColumnBatch? {
        let rows = given..<min(ids.count, given + maximumRows)
        guard !rows.isEmpty else { return nil }
        given = rows.upperBound
        return ColumnBatch(
            columns: [
                ColumnValues(.int64(Array(ids[rows]))), ColumnValues(.float64(Array(ra[rows]))),
                ColumnValues(.float64(Array(dec[rows]))), ColumnValues(.float32(rows.map { Float($0 % 30) })),
                ColumnValues(.text(TextValues(rows.map { "object \($0)" }))),
            ], rowCount: rows.count)
    }
}
