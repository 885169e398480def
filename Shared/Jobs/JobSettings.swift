/// How a service treats jobs; services whose kinds share a limit are set alike.
public struct JobSettings: Sendable {
    /// The most jobs of one user that execute at once, over all workers.
    public var limitPerUser = 10
    /// Where the files that jobs make are; nil: this service neither makes nor hands out any.
    public var results: ResultStore?
    /// The most bytes that the results of one user may take.
    public var quotaBytesPerUser: UInt64 = 10_000_000_000
    /// How long finished jobs are kept.
    public var lifetime = JobLifetime()

    /// Ten jobs at once, no files, 10 GB, 14 days.
    public init() {}
}
