import CMessages

/// Owns what protobuf-c allocated for one unpacked message and frees it at the end.
///
/// `@unchecked Sendable`: the memory is written before this object is made and only read afterwards.
final class UnpackedMemory: @unchecked Sendable {
    private let message: UnsafeMutablePointer<ProtobufCMessage>

    init(_ message: UnsafeMutablePointer<ProtobufCMessage>) {
        self.message = message
    }

    deinit {
        protobuf_c_message_free_unpacked(message, nil)
    }
}

/// Reads the members of unpacked structs.
enum Unpack {
    /// A string member; refuses bytes that are not UTF-8.
    static func string(_ pointer: UnsafeMutablePointer<CChar>?, _ message: String, _ field: String) throws(MessageError)
        -> String
    {
        guard let pointer else { return "" }
        guard let text = String(validatingCString: pointer) else {
            throw MessageError(message: message, field: field, offset: 0, problem: "is not UTF-8 text")
        }
        return text
    }

    /// A repeated string member.
    static func strings(
        _ pointer: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?, _ count: Int, _ message: String, _ field: String
    ) throws(MessageError) -> [String] {
        var result: [String] = []
        guard let pointer else { return result }
        result.reserveCapacity(count)
        for index in 0..<count { result.append(try string(pointer[index], message, field)) }
        return result
    }

    /// A bytes member.
    static func bytes(_ data: ProtobufCBinaryData) -> [UInt8] {
        guard let start = data.data else { return [] }
        return [UInt8](UnsafeBufferPointer(start: start, count: data.len))
    }

    /// A repeated member of numbers.
    static func numbers<Number: BitwiseCopyable>(_ pointer: UnsafeMutablePointer<Number>?, _ count: Int) -> [Number] {
        guard let pointer else { return [] }
        return [Number](UnsafeBufferPointer(start: pointer, count: count))
    }

    /// A message member, nil where absent.
    static func message<Part: ProtobufMessage>(
        _ pointer: UnsafeMutablePointer<Part.Raw>?, _ memory: UnpackedMemory
    ) throws(MessageError) -> Part? {
        guard let pointer else { return nil }
        return try Part(raw: pointer.pointee, owner: memory)
    }

    /// A message member that must be there.
    static func required<Part: ProtobufMessage>(
        _ pointer: UnsafeMutablePointer<Part.Raw>?, _ memory: UnpackedMemory, _ message: String, _ field: String
    ) throws(MessageError) -> Part {
        guard let part: Part = try Unpack.message(pointer, memory) else {
            throw MessageError(message: message, field: field, offset: 0, problem: "is missing")
        }
        return part
    }

    /// A repeated message member.
    static func messages<Part: ProtobufMessage>(
        _ pointer: UnsafeMutablePointer<UnsafeMutablePointer<Part.Raw>?>?, _ count: Int, _ memory: UnpackedMemory
    ) throws(MessageError) -> [Part] {
        var result: [Part] = []
        guard let pointer else { return result }
        result.reserveCapacity(count)
        for index in 0..<count {
            if let part: Part = try message(pointer[index], memory) { result.append(part) }
        }
        return result
    }
}
