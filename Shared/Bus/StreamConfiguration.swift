/// A JetStream stream, declared once; `JetStream.ensure` makes it so.
public struct StreamConfiguration: Sendable, Equatable {
    /// When a message may go.
    public enum Retention: Sendable { case limits, workQueue }
    /// What happens when a limit is reached.
    public enum Discard: Sendable { case old, new }

    /// Name of the stream, upper case by custom.
    public var name: String
    /// Subjects that it keeps.
    public var subjects: [String]
    /// When a message may go.
    public var retention: Retention
    /// What happens when a limit is reached.
    public var discard: Discard
    /// The most bytes it keeps; nil: as many as the server has room for.
    public var maximumBytes: Int64?
    /// How long it keeps a message, seconds; nil: for ever.
    public var maximumAgeSeconds: Double?
    /// How long it remembers message ids, seconds.
    public var duplicateWindowSeconds: Double
    /// Copies in a cluster.
    public var replicas: Int

    /// Makes a declaration.
    public init(
        name: String, subjects: [String], retention: Retention = .limits, discard: Discard = .old,
        maximumBytes: Int64? = nil, maximumAgeSeconds: Double? = nil, duplicateWindowSeconds: Double = 15 * 60,
        replicas: Int = 1
    ) {
        self.name = name
        self.subjects = subjects
        self.retention = retention
        self.discard = discard
        self.maximumBytes = maximumBytes
        self.maximumAgeSeconds = maximumAgeSeconds
        self.duplicateWindowSeconds = duplicateWindowSeconds
        self.replicas = replicas
    }
}

/// What a stream holds now.
public struct StreamState: Sendable, Equatable {
    /// Messages and bytes that it holds.
    public var messages: UInt64
    /// Bytes that it holds.
    public var bytes: UInt64
    /// Sequence of the oldest message.
    public var firstSequence: UInt64
    /// Sequence of the newest message.
    public var lastSequence: UInt64
    /// Messages on each subject that was asked about.
    public var messagesPerSubject: [String: UInt64]
}
