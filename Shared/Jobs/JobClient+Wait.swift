import Bus
import Mesh
import Messages

extension JobClient {
    /// Waits until a job is over, however it ends, also where it was over before; `news` gets each change on the way.
    ///
    /// The owner's events make it quick; the record, which is asked for again and again, makes it sure, whatever dies
    /// meanwhile.
    ///
    /// - Parameter patienceSeconds: how long a job may be unknown to the services that answer, as one is that was put into
    ///   JetStream while none ran; infinite where somebody else is yet to submit it.
    /// - Throws: `BusError.remote` "not-found" for a job that is not there, or is deleted meanwhile.
    public func wait(
        for id: String, project: String, patienceSeconds: Double = 10,
        news: @escaping @Sendable (Job) -> Void = { _ in }
    ) async throws -> Job {
        try await withThrowingTaskGroup(of: Void.self) { group in
            let (changes, feed) = AsyncThrowingStream.makeStream(of: Job.self)
            let (pasts, past) = AsyncStream.makeStream(of: Void.self)
            group.addTask {
                await follow(id, project, feed, isUpToDate: past)
                past.finish()
            }
            group.addTask {
                do {
                    try await poll(id, project, patienceSeconds, feed, past: pasts)
                } catch {
                    feed.finish(throwing: error)
                }
            }
            defer { group.cancelAll() }
            var revision: UInt64 = 0
            for try await job in changes where job.revision > revision {
                revision = job.revision
                news(job)
                if job.phase.isFinal { return job }
            }
            throw CancellationError()
        }
    }

    private static let pollPause = Duration.seconds(2)

    /// How long the record waits for the events that led to it.
    private static let pastPause = Duration.seconds(1)

    /// How long the record of a job that is over waits for its last events.
    private static let lastPause = Duration.milliseconds(250)

    /// What the owner is told of the job, from its beginning on; nobody else may read it, and none of it need come.
    private func follow(
        _ id: String, _ project: String, _ feed: AsyncThrowingStream<Job, any Error>.Continuation,
        isUpToDate past: AsyncStream<Void>.Continuation
    ) async {
        let events = try? await jetStream.consume(
            ProjectStreams(project).jobEvents,
            ConsumerConfiguration(durable: nil, filterSubject: Subject.jobEvent(project, user, id)))
        guard let events else { return }
        defer { events.end() }
        for await batch in events {
            for message in batch {
                let job = try? message.withBody { bytes throws(MessageError) in try Job(serialized: bytes) }
                if let job { feed.yield(job) }
                if message.delivery?.pending == 0 { past.finish() }
            }
        }
    }

    private func poll(
        _ id: String, _ project: String, _ patienceSeconds: Double,
        _ feed: AsyncThrowingStream<Job, any Error>.Continuation, past: AsyncStream<Void>
    ) async throws {
        var unknownSince: ContinuousClock.Instant?
        var wasThere = false
        while true {
            do {
                let job = try await job(id, project: project)
                if !wasThere { await Self.wait(for: past, atMost: Self.pastPause) }
                wasThere = true
                // The record may be ahead of the events that led to it; the last of them then ends all this.
                if job.phase.isFinal { try await Task.sleep(for: Self.lastPause) }
                feed.yield(job)
            } catch BusError.remote(code: "not-found", let message) {
                let since = unknownSince ?? .now
                unknownSince = since
                if wasThere || since.duration(to: .now) / .seconds(1) >= patienceSeconds {
                    throw BusError.remote(code: "not-found", message: message)
                }
                try await Task.sleep(for: .milliseconds(200))
                continue
            } catch let error as BusError where error.mayPass {
                // Nobody answers just now.
            }
            try await Task.sleep(for: Self.pollPause)
        }
    }

    private static func wait(for end: AsyncStream<Void>, atMost time: Duration) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { for await _ in end {} }
            group.addTask { try? await Task.sleep(for: time) }
            await group.next()
            group.cancelAll()
        }
    }
}
