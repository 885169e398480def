/// One answer of Redis.
///
/// An error answer is thrown as `StateError.refused` instead.
public enum RedisValue: Sendable, Equatable {
    /// Nothing there.
    case null
    /// A whole number.
    case integer(Int)
    /// A value as stored: any bytes.
    case bytes([UInt8])
    /// A short status such as `OK`.
    case string(String)
    /// Several answers in one.
    case array([RedisValue])

    /// The bytes of a value or status; nil for the other kinds.
    public var bytes: [UInt8]? {
        switch self {
        case .bytes(let bytes): bytes
        case .string(let text): Array(text.utf8)
        case .null, .integer, .array: nil
        }
    }

    /// A value or status as text; bytes that are not UTF-8 become U+FFFD.
    ///
    /// Nil for the other kinds.
    public var text: String? {
        switch self {
        case .bytes(let bytes): String(decoding: bytes, as: UTF8.self)
        case .string(let text): text
        case .null, .integer, .array: nil
        }
    }

    /// A whole number, also when Redis sent it as text; nil for the other kinds.
    public var integer: Int? {
        switch self {
        case .integer(let number): number
        case .bytes, .string: text.flatMap { Int($0) }
        case .null, .array: nil
        }
    }

    /// The elements of an array; nil for the other kinds.
    public var array: [RedisValue]? {
        if case .array(let elements) = self { elements } else { nil }
    }

    /// What kind of value it is, for messages.
    var kind: String {
        switch self {
        case .null: "nothing"
        case .integer: "a whole number"
        case .bytes: "bytes"
        case .string: "a status"
        case .array: "an array"
        }
    }
}
