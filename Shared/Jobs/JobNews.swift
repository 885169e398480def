import Bus
import Logging
import Mesh
import Messages

/// Tells owners what happens to their jobs, and workers that there may be work.
///
/// Nobody waits for it: the record is the truth, and whoever misses an event reads that.
struct JobNews: Sendable {
    private let mesh: MeshConnection
    private let events: AsyncStream<Job>
    private let feed: AsyncStream<Job>.Continuation

    init(mesh: MeshConnection) {
        self.mesh = mesh
        (events, feed) = AsyncStream.makeStream(of: Job.self, bufferingPolicy: .bufferingNewest(4_096))
    }

    /// Has a job's owner told of its record as it is now.
    func tell(_ job: Job) { feed.yield(job) }

    /// Wakes the workers of a kind.
    func wake(_ project: String, _ kind: String) {
        try? mesh.bus.publish(OutgoingMessage(subject: Subject.jobWake(project, kind), body: []))
    }

    /// Publishes what is to be told, in its order, until the task is cancelled.
    func run() async throws {
        for await job in events {
            let words = job.warnedAt.isKnown ? "expires soon" : "\(job.phase.uwsName) \(job.message)"
            let message = OutgoingMessage(
                subject: Subject.jobEvent(job.project, job.owner, job.id), body: job.serialized(),
                headers: [("Peryton-Summary", "\(job.kind) \(words)")])
            do {
                try await mesh.publisher.publish(message)
            } catch let error as BusError {
                mesh.log.warning("event of a job not told", metadata: ["job": "\(job.id)", "reason": "\(error)"])
            }
        }
    }
}
