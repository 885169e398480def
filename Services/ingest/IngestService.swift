import Mesh
import Messages
import Metrics
import ServiceLifecycle
import Stamps

/// Takes packets in, and keeps the streams that they go to.
struct IngestService: Service {
    let mesh: MeshConnection
    let stamps: StampStore

    func run() async throws {
        let directory = StreamDirectory(mesh.registry)
        let reception = PacketReception(
            mesh: mesh, directory: directory, stamps: StampKeeper(stamps, log: mesh.log))
        try await cancelWhenGracefulShutdown {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    try await mesh.serve("publish", PublishRequest.self, concurrency: 512) { request, project, user in
                        try await reception.receive(request, project: project, user: user)
                    }
                }
                group.addTask {
                    try await mesh.serve("stream-create", StreamDeclaration.self) { stream, project, _ in
                        let declared = try await StreamDesk(mesh: mesh).declare(stream, in: project)
                        await directory.forget(project, declared.name)
                        return declared
                    }
                }
                group.addTask {
                    try await mesh.serve("stream-list", NameRequest.self) { question, project, _ in
                        try await StreamDesk(mesh: mesh).list(question, in: project)
                    }
                }
                group.addTask { await mesh.keepGoing("keeping JetStream") { try await AlertKeeper(mesh: mesh).run() } }
                group.addTask {
                    await mesh.keepGoing("sweeping stamps") {
                        try await StampSweeper(store: stamps, log: mesh.log).run()
                    }
                }
                try await group.waitForAll()
            }
        }
    }
}
