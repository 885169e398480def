/// What a service does for jobs of one kind.
public struct JobWork: Sendable {
    /// Kind of job, for example "train".
    public let kind: String
    /// How many jobs of this kind the process works on at once.
    public let concurrency: Int
    let work: @Sendable (JobContext) async throws -> String

    /// The work for one kind of job.
    ///
    /// - Parameter work: does the job and returns one line about its result. Its task is cancelled when it has to stop.
    ///   `JobFailure`, and every error but those that pass by themselves (NATS or Redis away), ends the job with phase
    ///   ERROR; after the others it is taken up again.
    public init(
        _ kind: String, concurrency: Int = 1, _ work: @escaping @Sendable (JobContext) async throws -> String
    ) {
        self.kind = kind
        self.concurrency = concurrency
        self.work = work
    }
}
