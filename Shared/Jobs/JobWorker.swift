import Bus
import Logging
import Mesh
import Messages
import Synchronization

/// Takes jobs of one kind from a project's queue, one at a time, and works on them.
///
/// A job is acked once its record says that it is over. A worker that dies leaves it to another, as JetStream gives it out
/// again; the record tells whether it was over already.
public struct JobWorker: Sendable {
    private let kind: String
    private let project: String
    private let jetStream: JetStream
    private let connection: BusConnection
    private let publisher: JetStreamPublisher
    private let store: JobStore
    private let deadLetters: DeadLetterOffice
    private let log: Logger
    private let work: @Sendable (JobContext) async throws -> String

    private static let ackWaitSeconds = 15.0

    /// A worker.
    ///
    /// - Parameter work: does the job and returns one line about its result; its task is cancelled when the owner cancels
    ///   the job. Throws `JobFailure` when the job can never succeed.
    public init(
        kind: String, project: String, connection: BusConnection, publisher: JetStreamPublisher, store: JobStore,
        deadLetters: DeadLetterOffice, log: Logger,
        work: @escaping @Sendable (JobContext) async throws -> String
    ) throws {
        self.kind = kind
        self.project = project
        self.connection = connection
        self.publisher = publisher
        self.store = store
        self.deadLetters = deadLetters
        self.log = log
        self.work = work
        jetStream = try JetStream(connection)
    }

    /// Works until the task is cancelled.
    public func run() async throws {
        let streams = ProjectStreams(project)
        let orders = try await jetStream.consume(
            streams.jobs,
            ConsumerConfiguration(
                durable: streams.workerDurable(kind: kind), filterSubject: Subject.job(kind, project, "*"),
                ackWaitSeconds: Self.ackWaitSeconds),
            batchSize: 1, fetchesAhead: false)
        defer { orders.end() }
        for await batch in orders {
            for message in batch { try await take(message) }
        }
    }

    private func take(_ message: BusMessage) async throws {
        let job: Job
        do {
            job = try order(message)
        } catch {
            try await deadLetters.put(
                project: project, original: message.body, origin: message.subject,
                sequence: message.delivery?.streamSequence ?? 0, kind: "malformed", reason: "\(error)")
            return try connection.ack(message)
        }
        if let known = try await store.job(project, job.id), !known.phase.mayBecome(.executing) {
            return try connection.ack(message)
        }
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { await keepAlive(message) }
                try await perform(job)
                group.cancelAll()
            }
        } catch {
            // Another worker gets it at once instead of after the ack's time; one that waits for the world, a little later.
            try? connection.nak(message, delaySeconds: error is CancellationError ? 0 : 1)
            guard PassingFailure.isPassing(error) else { throw error }
            return log.warning("job put back", metadata: ["job": "\(job.id)", "reason": "\(error)"])
        }
        try connection.ack(message)
    }

    /// The job of an order.
    ///
    /// Its owner is whom the subject names: permissions guard the subject, not the payload.
    private func order(_ message: BusMessage) throws -> Job {
        var job = try message.withBody { bytes throws(MessageError) in try Job(serialized: bytes) }
        try MeshName.check(job.id, "job")
        job.owner = try Subject.caller(of: message).user
        job.project = project
        job.kind = kind
        return job
    }

    private func keepAlive(_ message: BusMessage) async {
        while !Task.isCancelled {
            do { try await Task.sleep(for: .seconds(Self.ackWaitSeconds / 3)) } catch { return }
            try? connection.inProgress(message)
        }
    }

    private func perform(_ order: Job) async throws {
        var job = order
        job.phase = .executing
        job.startedAt = .now
        let box = Mutex(job)
        try await tell(job)
        let context = JobContext(job: job, store: store) { share, message in
            let job = box.withLock { job in
                job.progress = min(1, max(job.progress, share))
                job.message = message
                return job
            }
            try? await tell(job)
        }
        do {
            let result = try await untilCancelled(context) { try await work(context) }
            job = box.withLock { $0 }
            job.phase = .completed
            job.progress = 1
            job.message = result
        } catch  where context.isCancelled {
            job = box.withLock { $0 }
            job.phase = .aborted
            job.message = "cancelled by its owner"
        } catch  where error is CancellationError || PassingFailure.isPassing(error) {
            // The worker is stopping, or NATS or Redis is away: the job is not to blame and is taken up again.
            throw error
        } catch {
            job = box.withLock { $0 }
            job.phase = .error
            job.error = "\(error)"
        }
        job.endedAt = .now
        try await tell(job)
        log.info(
            "job ended",
            metadata: [
                "project": "\(project)", "job": "\(job.id)", "phase": "\(job.phase.uwsName)",
                "result": "\(job.error.isEmpty ? job.message : job.error)",
            ])
    }

    /// Does the work; the owner's wish to cancel, looked for four times a second, cancels it.
    private func untilCancelled(
        _ context: JobContext, _ work: @escaping @Sendable () async throws -> String
    ) async throws -> String {
        if try await store.isCancelRequested(project, context.job.id) {
            context.cancel()
            throw CancellationError()
        }
        return try await withThrowingTaskGroup(of: String?.self) { group in
            group.addTask { try await work() }
            group.addTask {
                while try await !store.isCancelRequested(project, context.job.id) {
                    try await Task.sleep(for: .milliseconds(250))
                }
                context.cancel()
                return nil
            }
            defer { group.cancelAll() }
            while let result = try await group.next() {
                guard let result else {
                    group.cancelAll()
                    continue
                }
                return result
            }
            throw CancellationError()
        }
    }

    /// Stores the record and tells its owner.
    private func tell(_ job: Job) async throws {
        try await store.put(job)
        try await publisher.publish(
            OutgoingMessage(
                subject: Subject.jobEvent(project, job.owner, job.id), body: job.serialized(),
                headers: [("Peryton-Summary", "\(job.kind) \(job.phase.uwsName) \(job.message)")]))
    }
}
