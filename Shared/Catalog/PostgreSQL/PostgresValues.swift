import ADQL
import CPostgres

/// Types of PostgreSQL by their numbers in its catalogue, which never change (`pg_type.dat`).
enum PostgresType {
    static let boolean: Oid = 16
    static let name: Oid = 19
    static let int8: Oid = 20
    static let int2: Oid = 21
    static let int4: Oid = 23
    static let text: Oid = 25
    static let float4: Oid = 700
    static let float8: Oid = 701
    static let unknown: Oid = 705
    static let paddedText: Oid = 1042
    static let variableText: Oid = 1043
    static let numeric: Oid = 1700
    static let float8Array: Oid = 1022
}

/// Values for a statement's parameters, in PostgreSQL's binary form.
struct PostgresParameters {
    private(set) var types: [Oid] = []
    private var values: [[UInt8]?] = []

    init() {}

    init(texts: String...) {
        for text in texts { append(text) }
    }

    init(_ values: [SQLValue]) {
        for value in values {
            switch value {
            case .integer(let value): append(value)
            case .real(let value): append(value)
            case .text(let value): append(value)
            }
        }
    }

    var count: Int { types.count }

    mutating func append(_ value: Int64) { append(PostgresType.int8, Self.bytes(value)) }
    mutating func append(_ value: Double) { append(PostgresType.float8, Self.bytes(value.bitPattern)) }
    mutating func append(_ value: String) { append(PostgresType.text, Array(value.utf8)) }
    mutating func append(_ value: Int64?) { append(PostgresType.int8, value.map { Self.bytes($0) }) }
    mutating func append(_ value: String?) { append(PostgresType.text, value.map { Array($0.utf8) }) }

    /// Appends an array of numbers.
    mutating func append(_ values: some RandomAccessCollection<Double>) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(20 + 12 * values.count)
        // Dimensions, whether there are nulls, type, length, first index (`array_send`).
        for head in [1, 0, Int32(PostgresType.float8), Int32(values.count), 1] { bytes += Self.bytes(head) }
        for value in values {
            bytes.append(contentsOf: [0, 0, 0, 8])
            withUnsafeBytes(of: value.bitPattern.bigEndian) { bytes.append(contentsOf: $0) }
        }
        append(PostgresType.float8Array, bytes)
    }

    private mutating func append(_ type: Oid, _ bytes: [UInt8]?) {
        types.append(type)
        values.append(bytes)
    }

    private static func bytes(_ value: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: value.bigEndian) { Array($0) }
    }

    /// Gives libpq the arrays that it wants: values, lengths, formats.
    func withPointers<Answer>(
        _ body: (UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<Int32>?, UnsafePointer<Int32>?) -> Answer
    ) -> Answer {
        // One block for all values: their places in it are their pointers.
        let all = values.reduce(into: [UInt8]()) { $0 += $1 ?? [] } + [0]
        return all.withUnsafeBytes { memory in
            var offset = 0
            let pointers: [UnsafePointer<CChar>?] = values.map { value in
                guard let value else { return nil }
                defer { offset += value.count }
                return memory.baseAddress.map { ($0 + offset).assumingMemoryBound(to: CChar.self) }
            }
            return body(pointers, values.map { Int32($0?.count ?? 0) }, values.map { _ in 1 })
        }
    }
}
