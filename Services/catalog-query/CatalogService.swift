import Bus
import Catalog
import Jobs
import Mesh
import Messages
import ServiceLifecycle

/// Answers quick requests, and works on the jobs of every project that has a stream or a catalogue.
struct CatalogService: Service {
    let mesh: MeshConnection
    let catalogs: Catalogs
    let options: CatalogOptions

    func run() async throws {
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                await mesh.keepGoing("answering") {
                    try await cancelWhenGracefulShutdown { try await CatalogRequests(self).run() }
                }
            }
            group.addTask {
                await mesh.keepGoing("jobs") {
                    try await cancelWhenGracefulShutdown { try await CatalogJobs(self).run() }
                }
            }
        }
    }
}
