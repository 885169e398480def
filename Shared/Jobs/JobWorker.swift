import Bus
import Logging
import Mesh
import Messages
import Metrics
import Synchronization

/// Works on jobs of one kind, of all projects, some at once.
///
/// The queue is in Redis (`JobStore`); a worker asks it when it is woken, and once a second. Orders that users publish to
/// JetStream are put into that queue as they come (`JobIntake`).
struct JobWorker: Sendable {
    let mesh: MeshConnection
    let store: JobStore
    let news: JobNews
    let settings: JobSettings
    let work: JobWork
    /// Name of this worker, for people.
    let name: String

    /// How often the queue is asked without being woken.
    private static let pollPause = Duration.seconds(1)

    /// Works until the task is cancelled; jobs that are not over by then are left to other workers.
    func run() async throws {
        let (bell, ring) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                while true {
                    ring.yield()
                    try await Task.sleep(for: Self.pollPause)
                }
            }
            group.addTask {
                for await _ in try mesh.bus.messages(on: Subject.jobWake("*", work.kind), limit: 1) { ring.yield() }
            }
            group.addTask { try await dispatch(bell) { ring.yield() } }
            try await group.waitForAll()
        }
    }

    /// Takes jobs while there is room for them; what goes wrong with the queue does not touch the jobs that are executing.
    private func dispatch(_ bell: AsyncStream<Void>, ring: @escaping @Sendable () -> Void) async throws {
        let running = RunningJobs(kind: work.kind)
        var intakes: Set<String> = []
        await withDiscardingTaskGroup { group in
            for await _ in bell {
                do {
                    let projects = try await mesh.registry.projects()
                    for project in projects where intakes.insert(project).inserted {
                        let intake = JobIntake(mesh: mesh, store: store, news: news, kind: work.kind, project: project)
                        group.addTask { await mesh.keepGoing("orders of \(project)") { try await intake.run() } }
                    }
                    for project in projects.shuffled() {
                        while running.count < work.concurrency, let job = try await claim(in: project) {
                            running.change(by: 1)
                            group.addTask {
                                await JobExecution(worker: self, job: job).run()
                                running.change(by: -1)
                                ring()
                            }
                        }
                    }
                } catch {
                    guard !(error is CancellationError) else { return }
                    mesh.log.warning("jobs not asked for", metadata: ["kind": "\(work.kind)", "reason": "\(error)"])
                }
            }
        }
    }

    /// Takes the next job of a project.
    private func claim(in project: String) async throws -> Job? {
        let claim = try await store.claim(
            kind: work.kind, project: project, worker: name, limitPerUser: settings.limitPerUser)
        await tell(claim.left, of: project)
        return claim.job
    }

    /// Tells the owners of jobs whose workers died.
    private func tell(_ jobs: [String], of project: String) async {
        for id in jobs {
            guard let job = try? await store.job(project, id) else { continue }
            mesh.log.warning("a worker is gone", metadata: ["job": "\(id)", "worker": "\(job.worker)"])
            news.tell(job)
        }
    }
}

/// How many jobs a worker is at.
private final class RunningJobs: Sendable {
    private let state = Mutex(0)
    private let gauge: Gauge

    init(kind: String) {
        gauge = Gauge(label: "jobs_executing", dimensions: [("kind", kind)])
    }

    var count: Int { state.withLock { $0 } }

    func change(by step: Int) {
        gauge.record(
            state.withLock { count in
                count += step
                return count
            })
    }
}
