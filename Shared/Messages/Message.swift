import CMessages

/// A message contract of `proto/peryton/v1`, as a Swift value.
///
/// Two messages are equal when their bytes are, so a missing number (NaN) equals itself.
public protocol Message: Sendable, Equatable {
    /// Reads the protobuf wire form; throws with the field and the offset where it is broken.
    init(serialized bytes: UnsafeRawBufferPointer) throws(MessageError)

    /// The protobuf wire form.
    func serialized() -> [UInt8]
}

extension Message {
    /// Reads the protobuf wire form from an array.
    public init(serialized bytes: [UInt8]) throws(MessageError) {
        var result: Result<Self, MessageError>?
        bytes.withUnsafeBytes { buffer in
            result = Result { () throws(MessageError) in try Self(serialized: buffer) }
        }
        guard let result else {
            throw MessageError(message: "\(Self.self)", field: "", offset: 0, problem: "is unreadable")
        }
        self = try result.get()
    }

    /// Whether both have the same bytes.
    public static func == (left: Self, right: Self) -> Bool { left.serialized() == right.serialized() }
}

/// How one message maps to the struct that protoc-c made for it.
///
/// The struct's first member is `base`, a `ProtobufCMessage`: protobuf-c's own rule, on which the casts here rest.
protocol ProtobufMessage: Message {
    /// The struct that protoc-c made.
    associatedtype Raw

    /// An initialised, empty struct.
    static func emptyRaw() -> Raw

    /// Copies out of an unpacked struct; what need not be copied may keep `memory` alive instead.
    init(raw: Raw, owner: UnpackedMemory) throws(MessageError)

    /// Writes the value into an initialised struct; what it points to lives in the arena.
    func fill(_ raw: inout Raw, arena: PackArena)
}

extension ProtobufMessage {
    /// Reads the protobuf wire form; throws with the field and the offset where it is broken.
    public init(serialized bytes: UnsafeRawBufferPointer) throws(MessageError) {
        let descriptor = Self.descriptor
        let data = bytes.bindMemory(to: UInt8.self).baseAddress
        // protobuf-c reads no byte of an empty message, yet wants a pointer.
        var nothing: UInt8 = 0
        let unpacked =
            data == nil
            ? protobuf_c_message_unpack(descriptor, nil, 0, &nothing)
            : protobuf_c_message_unpack(descriptor, nil, bytes.count, data)
        guard let unpacked else { throw WireWalker.explain(bytes, descriptor: descriptor) }
        let memory = UnpackedMemory(unpacked)
        let raw = UnsafeMutableRawPointer(unpacked).assumingMemoryBound(to: Raw.self)
        self = try Self(raw: raw.pointee, owner: memory)
    }

    /// The protobuf wire form.
    public func serialized() -> [UInt8] {
        let arena = PackArena()
        let message = UnsafeMutableRawPointer(arena.message(self)).assumingMemoryBound(to: ProtobufCMessage.self)
        let size = protobuf_c_message_get_packed_size(message)
        return [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            count = buffer.baseAddress.map { protobuf_c_message_pack(message, $0) } ?? 0
        }
    }

    private static var descriptor: UnsafePointer<ProtobufCMessageDescriptor>? {
        var raw = emptyRaw()
        return withUnsafeBytes(of: &raw) {
            $0.assumingMemoryBound(to: ProtobufCMessage.self).baseAddress?.pointee.descriptor
        }
    }
}
