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

extension Delivery {
    /// Reads a reply subject.
    ///
    /// `$JS.ACK.<stream>.<consumer>.<attempts>.<stream seq>.<consumer seq>.<time>.<pending>`, in newer servers with
    /// domain and account hash in front and a token behind (NATS ADR-15). Nil for any other subject.
    init?(replySubject: String) {
        var reply = replySubject
        let numbers: [Int64]? = reply.withUTF8 { bytes in
            guard bytes.starts(with: Self.prefix) else { return nil }
            let tokens = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
            guard tokens.count >= 9 else { return nil }
            let first = tokens.count >= 11 ? 6 : 4
            return tokens[first..<first + 5].map(Self.number)
        }
        guard let numbers, numbers.allSatisfy({ $0 >= 0 }) else { return nil }
        self.init(
            streamSequence: UInt64(numbers[1]), attempts: UInt64(numbers[0]), pending: UInt64(numbers[4]),
            storedAtUnixNanoseconds: numbers[3])
    }

    private static let prefix = Array("$JS.ACK.".utf8)

    /// A decimal number, −1 for anything else.
    private static func number(_ digits: Slice<UnsafeBufferPointer<UInt8>>) -> Int64 {
        var value: Int64 = 0
        for digit in digits {
            guard (48...57).contains(digit), value < Int64.max / 10 - 1 else { return -1 }
            value = value * 10 + Int64(digit - 48)
        }
        return digits.isEmpty ? -1 : value
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
