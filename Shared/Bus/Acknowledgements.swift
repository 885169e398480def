/// What JetStream tells of a delivered message.
public struct Delivery: Sendable, Equatable {
    /// Sequence within the stream.
    public var streamSequence: UInt64
    /// How often it was delivered, this time included.
    public var attempts: UInt64
    /// Messages of the consumer that are still to come.
    public var pending: UInt64
    /// When the stream stored it, nanoseconds since 1970-01-01 UTC.
    public var storedAtUnixNanoseconds: Int64
}

extension BusMessage {
    /// How JetStream delivered this message; nil for a message of plain NATS.
    ///
    /// Read from the reply subject: `$JS.ACK.<stream>.<consumer>.<attempts>.<stream seq>.<consumer seq>.<time>.<pending>`,
    /// in newer servers with domain and account hash in front and a token behind (NATS ADR-15).
    public var delivery: Delivery? {
        let tokens = reply.split(separator: ".")
        guard tokens.count >= 9, tokens[0] == "$JS", tokens[1] == "ACK" else { return nil }
        let first = tokens.count >= 11 ? 6 : 4
        guard let attempts = UInt64(tokens[first]), let sequence = UInt64(tokens[first + 1]),
            let time = Int64(tokens[first + 3]), let pending = UInt64(tokens[first + 4])
        else { return nil }
        return Delivery(streamSequence: sequence, attempts: attempts, pending: pending, storedAtUnixNanoseconds: time)
    }
}

extension BusConnection {
    /// Done: the consumer need not offer the message again.
    public func ack(_ message: BusMessage) throws { try publish(message.reply, text: "+ACK") }

    /// Not done: the consumer offers the message again, after a delay.
    public func nak(_ message: BusMessage, delaySeconds: Double) throws {
        try publish(message.reply, text: "-NAK {\"delay\":\(Int64(delaySeconds * 1e9))}")
    }

    /// Still at it: the time to ack begins anew.
    public func inProgress(_ message: BusMessage) throws { try publish(message.reply, text: "+WPI") }

    /// Never again: the consumer drops the message.
    public func term(_ message: BusMessage) throws { try publish(message.reply, text: "+TERM") }
}
