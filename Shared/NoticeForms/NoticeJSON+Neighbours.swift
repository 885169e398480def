import Messages
import TableMessages
import Tables

/// A value of a catalogue's row.
enum CellJSON: Encodable, Sendable, Equatable {
    case null
    case boolean(Bool)
    case integer(Int64)
    case single(Float)
    case double(Double)
    case text(String)

    /// The rows of a cross-match as objects, without the position's number: there is one position.
    ///
    /// A name that comes twice gets a number behind it, `ra_2`.
    ///
    /// - Throws: `MessageError` for a table whose values do not fit its columns.
    static func rows(of table: TableData) throws(MessageError) -> [[String: CellJSON]] {
        let batch = try table.batch()
        let names = table.columns.map(\.name)
        return (0..<batch.rowCount).map { row in
            var cells: [String: CellJSON] = [:]
            for (name, column) in zip(names, batch.columns).dropFirst() {
                var (key, number) = (name, 2)
                while cells[key] != nil {
                    key = "\(name)_\(number)"
                    number += 1
                }
                cells[key] = CellJSON(column, row)
            }
            return cells
        }
    }

    init(_ column: ColumnValues, _ row: Int) {
        guard !column.nulls.contains(row) else {
            self = .null
            return
        }
        self =
            switch column.storage {
            case .boolean(let values): .boolean(values[row])
            case .uint8(let values): .integer(Int64(values[row]))
            case .int16(let values): .integer(Int64(values[row]))
            case .int32(let values): .integer(Int64(values[row]))
            case .int64(let values): .integer(values[row])
            case .float32(let values): values[row].isFinite ? .single(values[row]) : .null
            case .float64(let values): values[row].isFinite ? .double(values[row]) : .null
            case .text(let values): .text(values[row])
            }
    }

    /// The value as plain text; nothing for a null.
    var plainText: String {
        switch self {
        case .null: ""
        case .boolean(let value): value ? "true" : "false"
        case .integer(let value): "\(value)"
        case .single(let value): "\(value)"
        case .double(let value): "\(value)"
        case .text(let value): value
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .boolean(let value): try container.encode(value)
        case .integer(let value): try container.encode(value)
        case .single(let value): try container.encode(value)
        case .double(let value): try container.encode(value)
        case .text(let value): try container.encode(value)
        }
    }
}
