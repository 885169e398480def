/// Writes one record of a packet in Avro's binary encoding.
struct PacketWriter {
    private(set) var bytes: [UInt8] = []

    init(capacity: Int) {
        bytes.reserveCapacity(capacity)
    }

    mutating func write<Source>(_ fields: [PacketField<Source>], of source: borrowing Source) {
        for field in fields {
            let value = field.value(source)
            if field.isOptional {
                if case .null = value {
                    long(0)
                    continue
                }
                long(1)
            }
            write(value, as: field.type)
        }
    }

    /// Writes a value that is not null; a null where there must be a value is written as zero or empty.
    private mutating func write(_ value: PacketValue, as type: PacketType) {
        switch type {
        case .int, .long:
            if case .whole(let number) = value { long(number) } else { long(0) }
        case .float:
            if case .real(let number) = value { fixed(Float(number).bitPattern) } else { fixed(UInt32(0)) }
        case .double:
            if case .real(let number) = value { fixed(number.bitPattern) } else { fixed(UInt64(0)) }
        case .string:
            if case .text(let text) = value { string(text) } else { string("") }
        }
    }

    /// A zig-zag variable-length integer.
    mutating func long(_ value: Int64) {
        var bits = UInt64(bitPattern: (value << 1) ^ (value >> 63))
        while bits >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: bits) | 0x80)
            bits >>= 7
        }
        bytes.append(UInt8(bits))
    }

    mutating func string(_ value: String) {
        long(Int64(value.utf8.count))
        bytes.append(contentsOf: value.utf8)
    }

    mutating func block(_ value: [UInt8]) {
        long(Int64(value.count))
        bytes.append(contentsOf: value)
    }

    mutating func append(_ value: [UInt8]) {
        bytes.append(contentsOf: value)
    }

    private mutating func fixed(_ bits: some FixedWidthInteger) {
        withUnsafeBytes(of: bits.littleEndian) { bytes.append(contentsOf: $0) }
    }
}
