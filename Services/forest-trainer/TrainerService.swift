import Jobs
import Mesh
import Messages
import ServiceLifecycle

/// Trains forests: the jobs of every project, and the first forest of each stream by itself.
struct TrainerService: Service {
    let mesh: MeshConnection

    func run() async throws {
        let store = JobStore(mesh.redis)
        let first = FirstForests(mesh: mesh, store: store)
        var projects: Set<String> = []
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                await mesh.keepGoing("answering") {
                    try await cancelWhenGracefulShutdown { try await answerRequests(store) }
                }
            }
            for await streams in StreamWatch(mesh).changes().cancelOnGracefulShutdown() {
                for project in Set(streams.map(\.project)) where projects.insert(project).inserted {
                    group.addTask {
                        await mesh.keepGoing("training jobs of \(project)") {
                            let worker = try worker(for: project, store)
                            try await cancelWhenGracefulShutdown {
                                try await mesh.patiently("training jobs of \(project)") { try await worker.run() }
                            }
                        }
                    }
                }
                await first.order(for: streams)
            }
        }
    }

    private func worker(for project: String, _ store: JobStore) throws -> JobWorker {
        try JobWorker(
            kind: "train", project: project, connection: mesh.bus, publisher: mesh.publisher, store: store,
            deadLetters: mesh.deadLetters, log: mesh.log
        ) { context in
            try await Training(mesh: mesh, context: context).run()
        }
    }

    private func answerRequests(_ store: JobStore) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await JobRequests(connection: mesh.bus, store: store, service: mesh.service, kind: "train").run()
            }
            group.addTask {
                try await mesh.serve("forest-list", NameRequest.self) { question, project, _ in
                    var forests: [ForestRecord] = []
                    for stream in try await mesh.registry.streams(of: project)
                    where question.name.isEmpty || question.name == stream.name {
                        forests += try await mesh.registry.forests(project, stream.name)
                    }
                    return ForestList(forests: forests)
                }
            }
            try await group.waitForAll()
        }
    }
}
