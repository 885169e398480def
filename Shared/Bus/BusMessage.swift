import CNats

/// A message to send.
public struct OutgoingMessage: Sendable {
    /// Subject that it goes to.
    public var subject: String
    /// Its body.
    public var body: [UInt8]
    /// JetStream's de-duplication id; nil: none.
    public var messageID: String?
    /// Further headers.
    public var headers: [(name: String, value: String)]

    /// Makes a message.
    public init(subject: String, body: [UInt8], messageID: String? = nil, headers: [(name: String, value: String)] = [])
    {
        self.subject = subject
        self.body = body
        self.messageID = messageID
        self.headers = headers
    }

    /// The message in libnats' form; the caller owns it.
    func makeNative(reply: String? = nil) throws(BusError) -> OpaquePointer {
        var native: OpaquePointer?
        let status = body.withUnsafeBytes { bytes in
            natsMsg_Create(&native, subject, reply, bytes.bindMemory(to: CChar.self).baseAddress, Int32(bytes.count))
        }
        try BusError.check(status, "message to \(subject)")
        guard let native else { throw .malformed(operation: "message to \(subject)", problem: "could not be made") }
        do throws(BusError) {
            for header in (messageID.map { [("Nats-Msg-Id", $0)] } ?? []) + headers {
                let value = Self.printable(header.value)
                try BusError.check(natsMsgHeader_Set(native, header.name, value), "header \(header.name) of \(subject)")
            }
        } catch {
            natsMsg_Destroy(native)
            throw error
        }
        return native
    }

    /// A header is one line: control characters would end it.
    private static func printable(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 < 32 || $0 == 127 }) else { return text }
        return String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 32 || $0.value == 127 ? " " : $0 }))
    }
}

/// A message that came.
///
/// `@unchecked Sendable`: libnats handed the message over and nobody writes to it any more, but for its headers, which
/// libnats parses on first use: that use is in the initialiser, before anyone else sees the message.
public final class BusMessage: @unchecked Sendable {
    private let native: OpaquePointer
    /// Subject that it was sent to.
    public let subject: String
    /// Where an answer is expected; empty: nowhere.
    public let reply: String
    /// How JetStream delivered the message; nil for a message of plain NATS.
    public let delivery: Delivery?
    /// The body, valid as long as the message is.
    private let bytes: UnsafeRawBufferPointer

    init(taking native: OpaquePointer) {
        self.native = native
        subject = natsMsg_GetSubject(native).map { String(cString: $0) } ?? ""
        reply = natsMsg_GetReply(native).map { String(cString: $0) } ?? ""
        delivery = Delivery(replySubject: reply)
        bytes = UnsafeRawBufferPointer(start: natsMsg_GetData(native), count: Int(natsMsg_GetDataLength(native)))
        var value: UnsafePointer<CChar>?
        _ = natsMsgHeader_Get(native, "Status", &value)
    }

    deinit { natsMsg_Destroy(native) }

    /// Lends the body.
    public func withBody<Result, Failure: Error>(
        _ read: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let result = try read(bytes)
        withExtendedLifetime(self) {}
        return result
    }

    /// A copy of the body.
    public var body: [UInt8] { withBody { [UInt8]($0) } }

    /// One header, nil where absent.
    public func header(_ name: String) -> String? {
        var value: UnsafePointer<CChar>?
        guard natsMsgHeader_Get(native, name, &value) == NATS_OK, let value else { return nil }
        return String(cString: value)
    }
}
