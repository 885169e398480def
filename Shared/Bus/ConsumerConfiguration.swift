/// A JetStream pull consumer, declared once.
public struct ConsumerConfiguration: Sendable, Equatable {
    /// Where it begins.
    public enum Start: Sendable, Equatable {
        /// With the first message that the stream still has.
        case all
        /// With messages that come after it was made.
        case new
        /// With a sequence of the stream.
        case sequence(UInt64)
        /// With the first message that was stored at or after a time, microseconds since 1970-01-01 UTC.
        case time(microseconds: Int64)
    }

    /// Name under which the server keeps its place; nil: it goes with the reader, which then keeps the place itself.
    public var durable: String?
    /// Only messages on this subject; nil: all of the stream.
    public var filterSubject: String?
    /// Where it begins.
    public var start: Start
    /// Whether each message must be acked; a reader without a durable never acks.
    public var needsAck: Bool { durable != nil }
    /// After how long without an ack a message is given to somebody again, seconds.
    public var ackWaitSeconds: Double
    /// The most messages that may wait for their acks.
    public var maximumAckPending: Int

    /// Makes a declaration.
    public init(
        durable: String?, filterSubject: String? = nil, start: Start = .all, ackWaitSeconds: Double = 30,
        maximumAckPending: Int = 20_000
    ) {
        self.durable = durable
        self.filterSubject = filterSubject
        self.start = start
        self.ackWaitSeconds = ackWaitSeconds
        self.maximumAckPending = maximumAckPending
    }
}

/// How far a consumer is.
public struct ConsumerState: Sendable, Equatable {
    /// Messages not yet handed out.
    public var pending: UInt64
    /// Messages handed out and not yet acked.
    public var unacked: Int
    /// Every message up to this sequence of the stream is acked.
    public var ackFloor: UInt64
}
