/// How long transfers may take, and how many there may be at once.
public struct TransferLimits: Sendable, Equatable {
    /// Seconds until a connection stands, looking the name up and TLS included.
    public var connectSeconds = 5.0
    /// Seconds for a transfer with all its redirects, once it is its turn.
    public var wholeSeconds = 20.0
    /// Seconds that a transfer waits for its turn.
    public var waitSeconds = 60.0
    /// Transfers to one host and port at once.
    public var transfersPerHost = 8
    /// Transfers at once.
    public var transfers = 256
    /// Octets that are kept of an answer.
    public var bodyOctets = 64 * 1024

    /// The usual limits.
    public init() {}
}
