import Catalog
import Messages
import Tables
import Testing

@Suite("Tables on the bus")
struct TableDataTests {
    @Test("every type, null and text comes back as it went, through the wire form")
    func roundTrip() throws {
        var nulls = NullMask()
        nulls.insert(0)
        nulls.insert(8)
        let rows = 9
        let storages: [ColumnValues.Storage] = [
            .boolean((0..<rows).map { $0.isMultiple(of: 2) }),
            .uint8((0..<rows).map { UInt8($0 * 31) }),
            .int16((0..<rows).map { Int16.min + Int16($0) }),
            .int32((0..<rows).map { Int32.max - Int32($0) }),
            .int64((0..<rows).map { Int64.min + Int64($0) }),
            .float32([0, -0.0, 1.5, .infinity, -.infinity, .nan, .leastNonzeroMagnitude, 3.4e38, 1]),
            .float64([0, -0.0, 1.5, .infinity, -.infinity, .nan, 5e-324, 1.7e308, 1]),
            .text(TextValues(["", "a", "–µ", "", "東京", "🔭", "x\0y", "\n", "end"])),
        ]
        let columns = zip(ColumnType.allCases, storages).map { type, _ in
            Column(
                "c_\(type)", type, textWidth: type == .text ? 12 : nil, unit: "deg", ucd: "pos.eq.ra",
                extendedType: "x", description: "one")
        }
        let batch = ColumnBatch(
            columns: storages.enumerated().map {
                ColumnValues($1, nulls: $0.isMultiple(of: 2) ? nulls : NullMask())
            }, rowCount: rows)
        let data = try TableData(serialized: TableData(columns: columns, batch: batch).serialized())
        let back = try data.batch()
        #expect(data.columns.map(\.column) == columns)
        #expect(back.rowCount == rows)
        for (left, right) in zip(batch.columns, back.columns) {
            #expect(left.nulls == right.nulls)
            #expect(ColumnData.bits(left) == ColumnData.bits(right))
        }
    }

    @Test("no rows are no rows")
    func empty() throws {
        let data = TableData(
            columns: [Column("a", .text)],
            batch: ColumnBatch(columns: [ColumnValues(.text(TextValues()))], rowCount: 0))
        #expect(try data.batch().rowCount == 0)
    }

    @Test("rows that do not fit their columns are refused with the column's name")
    func damaged() {
        func fault(_ type: ColumnInfo.ValueType, _ data: ColumnData, rows: UInt64 = 2) -> String? {
            let table = TableData(columns: [ColumnInfo(name: "mag", type: type)], rows: rows, data: [data])
            return #expect(throws: MessageError.self) { try table.batch() }?.description
        }
        #expect(
            fault(.int32, ColumnData(values: [1, 2, 3, 4, 5]))
                == "TableData message, field data of column mag, byte 0: has 5 bytes for 2 values of 4 bytes each")
        #expect(fault(.unknown, ColumnData())?.hasSuffix("is of a type that is not known here") == true)
        #expect(
            fault(.text, ColumnData(values: [65, 66], textEnds: [3, 2]))?.contains("text 0 ends at byte 3") == true)
        #expect(fault(.text, ColumnData(values: [65, 66], textEnds: [2]))?.contains("1 texts") == true)
        #expect(fault(.text, ColumnData(values: [65, 66], textEnds: [.max, 2])) != nil)
        #expect(fault(.uint8, ColumnData(values: [1, 2], nulls: [4]))?.contains("marks row 2 of 2") == true)
        #expect(fault(.uint8, ColumnData(values: [1, 2]), rows: .max) != nil)
        #expect(throws: MessageError.self) { try TableData(columns: [], rows: 5, data: []).batch() }
    }
}

extension ColumnData {
    /// Bytes of values: a NaN equals itself.
    fileprivate static func bits(_ values: ColumnValues) -> [UInt8] {
        TableData(
            columns: [Column("a", values.type)], batch: ColumnBatch(columns: [values], rowCount: values.count)
        ).serialized()
    }
}
