import Mesh
import ServiceLifecycle

/// Answers single requests, and works on the jobs of kinds cutout, scan and similarity.
struct CutoutService: Service {
    let mesh: MeshConnection
    let desk: CutoutDesk
    let options: CutoutOptions

    func run() async throws {
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                await mesh.keepGoing("answering") {
                    try await cancelWhenGracefulShutdown { try await CutoutRequests(self).run() }
                }
            }
            group.addTask {
                await mesh.keepGoing("jobs") {
                    try await cancelWhenGracefulShutdown { try await CutoutJobs(self).run() }
                }
            }
        }
    }
}
