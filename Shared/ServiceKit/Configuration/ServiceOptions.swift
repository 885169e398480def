public import ArgumentParser
public import Logging

/// Where the bus and the state are, and which file configures: for every program of Peryton.
public struct ConnectionOptions: ParsableArguments {
    /// Address of the NATS server.
    @Option(help: ArgumentHelp("Address of the NATS server.", valueName: "url"))
    public var nats = "nats://127.0.0.1:4222"

    /// Address of the Redis server.
    @Option(help: ArgumentHelp("Address of the Redis server.", valueName: "url"))
    public var redis = "redis://127.0.0.1:6379"

    /// YAML file with any of the options.
    @Option(help: ArgumentHelp("YAML file with any of these options.", valueName: "file"))
    public var config: String?

    /// The defaults.
    public init() {}
}

/// What is logged and how: for every program of Peryton.
public struct LogOptions: ParsableArguments {
    /// Least severe events that are logged.
    @Option(help: ArgumentHelp("Least severe events that are logged.", valueName: "level"))
    public var logLevel = Logger.Level.info

    /// Form of the log lines.
    @Option(help: ArgumentHelp("Form of the log lines.", valueName: "form"))
    public var logFormat = LogFormat.logfmt

    /// The defaults.
    public init() {}
}

/// The options that all services share.
public struct ServiceOptions: ParsableArguments {
    /// Where the bus and the state are.
    @OptionGroup public var connections: ConnectionOptions

    /// What is logged and how.
    @OptionGroup public var log: LogOptions

    /// Port of /livez, /readyz and /metrics; nil serves none of them, 0 takes a free port and logs it.
    @Option(
        help: ArgumentHelp(
            "Port of /livez, /readyz and /metrics; 0 takes a free one. Off unless given.", valueName: "port"))
    public var healthPort: UInt16?

    /// Address that the health port listens on.
    @Option(help: ArgumentHelp("Address that the health port listens on.", valueName: "address"))
    public var healthHost = "127.0.0.1"

    /// The defaults.
    public init() {}
}

extension Logger.Level: @retroactive ExpressibleByArgument {}
extension LogFormat: ExpressibleByArgument {}
