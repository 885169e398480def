import CMessages

/// The one form in which a service says no.
public struct ErrorReply: Message {
    /// A bounded label: "invalid", "not-found", "conflict", "unavailable", "forbidden", "internal".
    public var code: String
    /// What was wrong, where, and what was expected: one line for people.
    public var message: String

    /// Makes the message.
    public init(code: String, message: String) {
        self.code = code
        self.message = message
    }
}

extension ErrorReply: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__Error {
        var raw = Peryton__V1__Error()
        peryton__v1__error__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__Error, owner memory: UnpackedMemory) throws(MessageError) {
        code = try Unpack.string(raw.code, "Error", "code")
        message = try Unpack.string(raw.message, "Error", "message")
    }

    func fill(_ raw: inout Peryton__V1__Error, arena: PackArena) {
        raw.code = arena.string(code)
        raw.message = arena.string(message)
    }
}
