import Images
import Sky
import Tables

/// Records as rows of the table.
struct RecordSource: TableSource {
    let columns = ImageTable.columns
    private let records: [ImageRecord]
    private var next = 0

    init(_ records: [ImageRecord]) {
        self.records = records
    }

    mutating func next(maximumRows: Int) -> ColumnBatch? {
        guard next < records.count else { return nil }
        let rows = records[next..<min(records.count, next + maximumRows)]
        next += rows.count
        func text(_ value: (ImageRecord) -> String) -> ColumnValues { ColumnValues(.text(TextValues(rows.map(value)))) }
        func integer(_ value: (ImageRecord) -> Int) -> ColumnValues {
            ColumnValues(.int32(rows.map { Int32(clamping: value($0)) }))
        }
        func long(_ value: (ImageRecord) -> Int64) -> ColumnValues { ColumnValues(.int64(rows.map(value))) }
        func double(_ value: (ImageRecord) -> Double?) -> ColumnValues {
            var nulls = NullMask()
            for (index, record) in rows.enumerated() where value(record)?.isFinite != true { nulls.insert(index) }
            return ColumnValues(.float64(rows.map { value($0) ?? .nan }), nulls: nulls)
        }
        return ColumnBatch(
            columns: [
                long(\.identifier), text(\.collection), text(\.release), text(\.band), text { $0.plane.rawValue },
                text(\.group), text(\.folder), text(\.path), integer(\.hdu),
                double { $0.centre?.rightAscension }, double { $0.centre?.declination },
                integer(\.width), integer(\.height), double(\.scaleArcseconds),
                text { $0.footprint.map { "\($0.rightAscension) \($0.declination)" }.joined(separator: " ") },
                double(\.limitingMagnitude), double(\.mjd), text(\.compression), long(\.fileBytes),
                long(\.fileChangedNanoseconds), text(\.checksum), text(\.problem),
            ], rowCount: rows.count)
    }
}
