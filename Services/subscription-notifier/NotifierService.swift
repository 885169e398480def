import Mesh
import Messages
import ServiceLifecycle

/// Tells subscribers of the anomalies that they want to hear of.
struct NotifierService: Service {
    private let mesh: MeshConnection
    private let store: SubscriptionStore
    private let books: ProjectBooks
    private let deliveries: DeliveryService
    private let desks: NotifierDesks

    /// - Parameter outlets: the ways out of the mesh.
    init(mesh: MeshConnection, options: NotifierOptions, outlets: Outlets) {
        self.mesh = mesh
        store = SubscriptionStore(mesh.redis)
        books = ProjectBooks(mesh: mesh)
        deliveries = DeliveryService(mesh: mesh, store: store, outlets: outlets, options: options)
        desks = NotifierDesks(mesh: mesh, store: store, books: books, outlets: outlets, options: options)
    }

    func run() async throws {
        var projects: Set<String> = []
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                await mesh.keepGoing("answering") {
                    try await cancelWhenGracefulShutdown { try await desks.answer() }
                }
            }
            for await streams in StreamWatch(mesh).changes().cancelOnGracefulShutdown() {
                for project in Set(streams.map(\.project)) where projects.insert(project).inserted {
                    group.addTask { await tell(project) }
                    group.addTask {
                        await mesh.keepGoing("deliveries of \(project)") {
                            try await cancelWhenGracefulShutdown { try await deliveries.run(project) }
                        }
                    }
                    group.addTask {
                        await mesh.keepGoing("subscribers of \(project)") {
                            try await cancelWhenGracefulShutdown {
                                try await desks.subscriptions.keepDurables(of: project)
                            }
                        }
                    }
                }
            }
        }
    }

    private func tell(_ project: String) async {
        let notifier = ProjectNotifier(mesh: mesh, book: await books.book(of: project), project: project)
        await mesh.keepGoing("notices of \(project)") { try await notifier.run() }
    }
}
