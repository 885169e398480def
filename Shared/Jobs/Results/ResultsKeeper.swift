import Logging
import Mesh
import Messages
import State
import Threads

/// Warns owners of jobs that expire soon, and removes what has expired or was deleted: record and files.
///
/// One at a time does it, by a lease. A service without the results directory leaves jobs that have files to one that has.
struct ResultsKeeper: Sendable {
    let mesh: MeshConnection
    let store: JobStore
    let news: JobNews
    let results: ResultStore?

    /// Looks again and again, until the task is cancelled.
    func run(pause: Duration) async throws {
        let kind = results == nil ? "records" : "results"
        let lease = Lease(mesh.redis, key: "peryton:keeping-\(kind)", lifetime: .seconds(10))
        while true {
            if try await lease.acquire() {
                for project in try await mesh.registry.projects() { try await look(at: project) }
            }
            try await Task.sleep(for: pause)
        }
    }

    /// Does what is due in a project at this moment.
    func look(at project: String) async throws {
        let now = store.clock()
        for id in try await store.expired(project, at: now) {
            if let job = try await store.remains(project, id) {
                try await remove(job)
            } else {
                try await store.remove(project, id)
            }
        }
        for id in try await store.unwarned(project, at: now) {
            guard let warned = try await store.warn(project, id) else { continue }
            mesh.log.info("job expires soon", metadata: ["project": "\(project)", "job": "\(id)"])
            news.tell(warned)
        }
    }

    /// Files first: while the record is there, whoever comes next finds them.
    private func remove(_ job: Job) async throws {
        if let results {
            do {
                try await BlockingThreads.run { () throws(ResultError) in try results.remove(job) }
            } catch {
                return mesh.log.error(
                    "old results not removed", metadata: ["job": "\(job.id)", "reason": "\(error.description)"])
            }
        } else if !job.results.isEmpty {
            return
        }
        try await store.remove(job.project, job.id)
        mesh.log.info("old job removed", metadata: ["project": "\(job.project)", "job": "\(job.id)"])
    }
}
