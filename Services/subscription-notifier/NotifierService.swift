import Mesh
import Messages
import ServiceLifecycle

/// Tells subscribers of the anomalies that they want to hear of.
struct NotifierService: Service {
    let mesh: MeshConnection

    func run() async throws {
        let store = SubscriptionStore(mesh.redis)
        var projects: Set<String> = []
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                await mesh.keepGoing("answering") {
                    try await cancelWhenGracefulShutdown { try await answerRequests(store) }
                }
            }
            for await streams in StreamWatch(mesh).changes().cancelOnGracefulShutdown() {
                for project in Set(streams.map(\.project)) where projects.insert(project).inserted {
                    let notifier = ProjectNotifier(mesh: mesh, store: store, project: project)
                    group.addTask { await mesh.keepGoing("notices of \(project)") { try await notifier.run() } }
                    group.addTask {
                        await mesh.keepGoing("subscribers of \(project)") {
                            try await cancelWhenGracefulShutdown {
                                try await SubscriptionDesk(mesh: mesh, store: store).keepDurables(of: project)
                            }
                        }
                    }
                }
            }
        }
    }

    private func answerRequests(_ store: SubscriptionStore) async throws {
        let desk = SubscriptionDesk(mesh: mesh, store: store)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await mesh.serve("subscription-create", Subscription.self) {
                    try await desk.create($0, project: $1, user: $2)
                }
            }
            group.addTask {
                try await mesh.serve("subscription-list", NameRequest.self) { _, project, user in
                    SubscriptionList(
                        subscriptions: try await store.subscriptions(of: project).filter { $0.owner == user })
                }
            }
            group.addTask {
                try await mesh.serve("subscription-delete", NameRequest.self) {
                    try await desk.delete($0.name, project: $1, user: $2)
                }
            }
            try await group.waitForAll()
        }
    }
}
