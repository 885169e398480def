import CMessages

/// Finds out why protobuf-c refused a message: it gives no reason of its own.
struct WireWalker {
    private let bytes: UnsafeRawBufferPointer
    private let messageName: String

    /// The first fault in the wire form, with the field and the offset.
    static func explain(
        _ bytes: UnsafeRawBufferPointer, descriptor: UnsafePointer<ProtobufCMessageDescriptor>?
    ) -> MessageError {
        guard let descriptor else {
            return MessageError(message: "unknown", field: "", offset: 0, problem: "has no descriptor")
        }
        let name = descriptor.pointee.short_name.map { String(cString: $0) } ?? "unknown"
        let walker = WireWalker(bytes: bytes, messageName: name)
        do {
            try walker.walk(0..<bytes.count, descriptor.pointee, path: "", depth: 0)
        } catch {
            return error
        }
        return walker.fault("", 0, "was refused by protobuf-c although its wire form looks right")
    }

    private func fault(_ field: String, _ offset: Int, _ problem: String) -> MessageError {
        MessageError(message: messageName, field: field, offset: offset, problem: problem)
    }

    private func walk(
        _ range: Range<Int>, _ descriptor: ProtobufCMessageDescriptor, path: String, depth: Int
    ) throws(MessageError) {
        var offset = range.lowerBound
        while offset < range.upperBound {
            let start = offset
            let tag = try varint(&offset, range.upperBound, path, "a field tag")
            let number = UInt32(truncatingIfNeeded: tag >> 3)
            guard number > 0, tag <= UInt64(UInt32.max) else { throw fault(path, start, "tag \(tag) names no field") }
            let field = Self.field(number, of: descriptor)
            let fieldPath = Self.join(path, field.map { String(cString: $0.name) } ?? "#\(number)")
            guard let wire = WireType(rawValue: UInt8(tag & 7)) else {
                throw fault(
                    fieldPath, start, "wire type \(tag & 7) is none of varint, 64-bit, length-delimited, 32-bit")
            }
            if let field, !Self.accepts(field, wire) {
                throw fault(fieldPath, start, "comes as \(wire), which its declared type cannot be")
            }
            switch wire {
            case .varint:
                _ = try varint(&offset, range.upperBound, fieldPath, "a number")
            case .fixed64, .fixed32:
                let width = wire == .fixed64 ? 8 : 4
                guard range.upperBound - offset >= width else {
                    throw fault(fieldPath, offset, "needs \(width) bytes, \(range.upperBound - offset) are left")
                }
                offset += width
            case .lengthDelimited:
                let length = try varint(&offset, range.upperBound, fieldPath, "a length")
                guard length <= UInt64(range.upperBound - offset) else {
                    throw fault(fieldPath, offset, "claims \(length) bytes, \(range.upperBound - offset) are left")
                }
                let content = offset..<(offset + Int(length))
                if let field { try inspect(content, field, path: fieldPath, depth: depth) }
                offset = content.upperBound
            }
        }
    }

    /// What stands inside a length-delimited field: a message, or packed numbers.
    private func inspect(
        _ content: Range<Int>, _ field: ProtobufCFieldDescriptor, path: String, depth: Int
    ) throws(MessageError) {
        if field.type == PROTOBUF_C_TYPE_MESSAGE, let nested = field.descriptor, depth < 16 {
            let descriptor = nested.assumingMemoryBound(to: ProtobufCMessageDescriptor.self).pointee
            try walk(content, descriptor, path: path, depth: depth + 1)
        } else if field.label == PROTOBUF_C_LABEL_REPEATED, let width = Self.fixedWidth(field) {
            guard content.count % width == 0 else {
                throw fault(path, content.lowerBound, "packs \(content.count) bytes, not a multiple of \(width)")
            }
        }
    }

    private func varint(
        _ offset: inout Int, _ end: Int, _ path: String, _ what: String
    ) throws(MessageError) -> UInt64 {
        let start = offset
        var value: UInt64 = 0
        for shift in stride(from: 0, through: 63, by: 7) {
            guard offset < end else { throw fault(path, start, "ends inside \(what)") }
            let byte = bytes[offset]
            offset += 1
            value |= UInt64(byte & 0x7F) << UInt64(shift)
            if byte < 0x80 { return value }
        }
        throw fault(path, start, "\(what) runs over 10 bytes")
    }

    private enum WireType: UInt8, CustomStringConvertible {
        case varint = 0
        case fixed64 = 1
        case lengthDelimited = 2
        case fixed32 = 5

        var description: String {
            switch self {
            case .varint: "a varint"
            case .fixed64: "64 bits"
            case .lengthDelimited: "length-delimited bytes"
            case .fixed32: "32 bits"
            }
        }
    }

    private static func field(
        _ number: UInt32, of descriptor: ProtobufCMessageDescriptor
    ) -> ProtobufCFieldDescriptor? {
        UnsafeBufferPointer(start: descriptor.fields, count: Int(descriptor.n_fields)).first { $0.id == number }
    }

    private static func fixedWidth(_ field: ProtobufCFieldDescriptor) -> Int? {
        switch field.type {
        case PROTOBUF_C_TYPE_FLOAT, PROTOBUF_C_TYPE_FIXED32, PROTOBUF_C_TYPE_SFIXED32: 4
        case PROTOBUF_C_TYPE_DOUBLE, PROTOBUF_C_TYPE_FIXED64, PROTOBUF_C_TYPE_SFIXED64: 8
        default: nil
        }
    }

    private static func accepts(_ field: ProtobufCFieldDescriptor, _ wire: WireType) -> Bool {
        let expected: WireType
        switch field.type {
        case PROTOBUF_C_TYPE_STRING, PROTOBUF_C_TYPE_BYTES, PROTOBUF_C_TYPE_MESSAGE: return wire == .lengthDelimited
        default: expected = fixedWidth(field).map { $0 == 4 ? .fixed32 : .fixed64 } ?? .varint
        }
        return wire == expected || (field.label == PROTOBUF_C_LABEL_REPEATED && wire == .lengthDelimited)
    }

    private static func join(_ path: String, _ name: String) -> String {
        path.isEmpty ? name : "\(path).\(name)"
    }
}
