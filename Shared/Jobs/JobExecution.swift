import Bus
import Logging
import Mesh
import Messages
import Metrics

/// One worker's work on one job, from the claim to its end.
///
/// While the work runs, a heartbeat keeps the lease and hears of the owner's wish to cancel. Every end is written under the
/// attempt's number, so one that comes too late changes nothing.
struct JobExecution: Sendable {
    let worker: JobWorker
    let job: Job

    private static let heartbeatPause = Duration.milliseconds(250)
    /// Before a job is taken up again that could not go on because NATS or Redis was away.
    private static let retryPause = Duration.seconds(1)

    private var mesh: MeshConnection { worker.mesh }
    private var store: JobStore { worker.store }

    /// Works on the job and sees it to its end, or leaves it to another worker.
    func run() async {
        let kind = [("kind", job.kind)]
        worker.news.tell(job)
        Metrics.Timer(label: "job_queue_seconds", dimensions: kind)
            .recordNanoseconds(max(0, (job.startedAt.microseconds - job.submittedAt.microseconds) * 1_000))
        let context = JobContext(
            job: job, store: store,
            results: JobResults(job: job, store: store, settings: worker.settings),
            progress: JobProgress(job: job, store: store, news: worker.news, log: mesh.log))
        let task = Task { try await worker.work.work(context) }
        let heart = Task { await beat(context, task) }
        let result = await withTaskCancellationHandler {
            await task.result
        } onCancel: {
            context.stop(.shutdown)
            task.cancel()
        }
        heart.cancel()
        _ = await heart.value
        // A task of its own: this one may be cancelled, and could not speak with Redis.
        await Task { await end(context, result) }.value
    }

    // MARK: While it runs

    private func beat(_ context: JobContext, _ task: Task<String, any Error>) async {
        while !Task.isCancelled {
            do {
                try await Task.sleep(for: Self.heartbeatPause)
                switch try await store.heartbeat(job) {
                case .held:
                    await context.progress.flush()
                    if let failure = context.results.excess() {
                        context.stop(.failure(failure))
                        task.cancel()
                    }
                case .cancel:
                    context.stop(.owner)
                    task.cancel()
                    // Over at once, however long the work takes to return; its slot is kept until then.
                    try await finish(.aborted, message: "cancelled by its owner")
                case .over: continue
                case .lost:
                    context.stop(.lost)
                    return task.cancel()
                }
            } catch is CancellationError {
                return
            } catch {
                mesh.log.warning("heartbeat failed", metadata: ["job": "\(job.id)", "reason": "\(error)"])
            }
        }
    }

    // MARK: Its end

    private func end(_ context: JobContext, _ result: Result<String, any Error>) async {
        do {
            await context.progress.flush()
            try await conclude(context, result)
            try await store.leave(job)
        } catch {
            mesh.log.error("end of a job not stored", metadata: ["job": "\(job.id)", "reason": "\(error)"])
        }
        worker.news.wake(job.project, job.kind)
    }

    private func conclude(_ context: JobContext, _ result: Result<String, any Error>) async throws {
        switch (context.stopped, result) {
        case (.owner, _):
            try await finish(.aborted, message: "cancelled by its owner")
            await context.results.clear()
        case (.lost, _):
            mesh.log.warning("job was lost to another worker", metadata: ["job": "\(job.id)"])
            await context.results.discard()
        case (.failure(let failure), _):
            try await fail(context, failure.description)
        case (_, .success(let line)):
            if try await finish(.completed, message: line) {
                await context.results.keep()
            } else {
                await context.results.discard()
            }
        case (.shutdown, .failure):
            await giveBack(context, "its worker stops")
        case (nil, .failure(let error)) where error is CancellationError || PassingFailure.isPassing(error):
            // The job is not to blame.
            await giveBack(context, "\(error)")
            try await Task.sleep(for: Self.retryPause)
        case (nil, .failure(let error)):
            try await fail(context, "\(error)")
        }
    }

    private func fail(_ context: JobContext, _ error: String) async throws {
        if try await finish(.error, error: error) {
            await context.results.clear()
        } else {
            await context.results.discard()
        }
    }

    private func giveBack(_ context: JobContext, _ why: String) async {
        mesh.log.warning("job put back", metadata: ["job": "\(job.id)", "reason": "\(why)"])
        await context.results.discard()
        guard let queued = try? await store.giveBack(job, why: why) else { return }
        worker.news.tell(queued)
    }

    /// Ends the job; whether it was still ours.
    @discardableResult
    private func finish(_ phase: JobPhase, message: String = "", error: String = "") async throws -> Bool {
        guard let ended = try await store.finish(job, phase, message: message, error: error) else { return false }
        worker.news.tell(ended)
        Counter(label: "jobs_ended_total", dimensions: [("kind", job.kind), ("phase", phase.uwsName)]).increment()
        mesh.log.info(
            "job ended",
            metadata: [
                "project": "\(job.project)", "job": "\(job.id)", "phase": "\(phase.uwsName)",
                "result": "\(error.isEmpty ? message : error)",
            ])
        return true
    }
}
