import Bus
import Mesh
import Messages

/// Puts the orders that users publish on `job.<kind>.<project>.<user>` into the queue.
///
/// An order is acked once its record is in Redis, which is then what must not be lost.
struct JobIntake: Sendable {
    let mesh: MeshConnection
    let store: JobStore
    let news: JobNews
    let kind: String
    let project: String

    private static let ackWaitSeconds = 5.0

    /// Reads orders until the task is cancelled.
    func run() async throws {
        let streams = ProjectStreams(project)
        let orders = try await mesh.patiently("orders of \(project)") {
            try await mesh.jetStream.consume(
                streams.jobs,
                ConsumerConfiguration(
                    durable: streams.workerDurable(kind: kind), filterSubject: Subject.job(kind, project, "*"),
                    ackWaitSeconds: Self.ackWaitSeconds),
                batchSize: 64)
        }
        defer { orders.end() }
        for await batch in orders {
            for message in batch { try await take(message) }
        }
    }

    private func take(_ message: BusMessage) async throws {
        do {
            let (job, isNew) = try await store.submit(try order(message))
            if isNew { news.tell(job) }
            news.wake(project, kind)
        } catch  where error is MessageError || error is RequestError {
            try await mesh.deadLetters.put(
                project: project, original: message.body, origin: message.subject,
                sequence: message.delivery?.streamSequence ?? 0, kind: "malformed", reason: "\(error)")
        }
        try mesh.bus.ack(message)
    }

    /// The job of an order.
    ///
    /// Its owner is whom the subject names: permissions guard the subject, not the payload.
    private func order(_ message: BusMessage) throws -> Job {
        var job = try message.withBody { bytes throws(MessageError) in try Job(serialized: bytes) }
        job.owner = try Subject.caller(of: message).user
        job.project = project
        job.kind = kind
        return job
    }
}
