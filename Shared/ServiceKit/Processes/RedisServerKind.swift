/// redis-server with its data in an append-only file.
public struct RedisServerKind: LocalServerKind {
    /// redis-server as Peryton runs it.
    public init() {}

    /// `redis-server`.
    public var program: String { "redis-server" }
    /// `redis-server`.
    public var package: String { "redis-server" }
    /// `PERYTON_REDIS_SERVER`.
    public var variable: String { "PERYTON_REDIS_SERVER" }
    /// `redis`.
    public var scheme: String { "redis" }

    /// All of its settings are arguments: nothing of a configuration of the machine is read.
    public func prepare(folder: String, port: UInt16) -> [String] {
        [
            "--bind", "127.0.0.1", "--port", String(port), "--dir", folder, "--daemonize", "no",
            "--appendonly", "yes", "--save", "", "--maxmemory-policy", "noeviction",
        ]
    }

    /// An inline PING.
    public var greeting: String { "PING\r\n" }

    /// While it loads its file it answers with an error.
    public func isReady(_ answer: String) -> Bool { answer.hasPrefix("+PONG") }
}
