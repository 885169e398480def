/// Appends fields in protobuf's wire format, of the kinds that ONNX uses.
struct ProtobufWriter {
    private(set) var bytes: [UInt8] = []

    private enum WireType: Int {
        case number = 0
        case bytes = 2
    }

    mutating func write(_ field: Int, _ number: Int) {
        writeKey(field, .number)
        writeNumber(UInt64(bitPattern: Int64(number)))
    }

    mutating func write(_ field: Int, _ text: String) { write(field, bytes: Array(text.utf8)) }

    mutating func write(_ field: Int, _ message: ProtobufWriter) { write(field, bytes: message.bytes) }

    mutating func write(_ field: Int, bytes content: [UInt8]) {
        writeKey(field, .bytes)
        writeNumber(UInt64(content.count))
        bytes += content
    }

    /// Fields written elsewhere, as they are.
    mutating func append(_ fields: ProtobufWriter) { bytes += fields.bytes }

    private mutating func writeKey(_ field: Int, _ type: WireType) { writeNumber(UInt64(field << 3 | type.rawValue)) }

    /// Seven bits a byte, lowest first; the high bit says that more follow.
    private mutating func writeNumber(_ number: UInt64) {
        var rest = number
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }
}
