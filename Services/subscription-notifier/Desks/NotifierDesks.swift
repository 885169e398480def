import Mesh
import Messages

/// Everything that subscribers can ask for, each with its verb.
struct NotifierDesks: Sendable {
    let mesh: MeshConnection
    let subscriptions: SubscriptionDesk
    let watchlists: WatchlistDesk
    let trials: TrialDesk
    let deliveries: DeliveryDesk
    let feedback: FeedbackDesk

    init(
        mesh: MeshConnection, store: SubscriptionStore, books: ProjectBooks, outlets: Outlets, options: NotifierOptions
    ) {
        self.mesh = mesh
        watchlists = WatchlistDesk(store: WatchlistStore(mesh.redis), options: options)
        let checker = SubscriptionChecker(mesh: mesh, watchlists: watchlists, outlets: outlets)
        trials = TrialDesk(mesh: mesh, store: store, checker: checker, books: books)
        let said = FeedbackStore(mesh.redis)
        subscriptions = SubscriptionDesk(
            mesh: mesh, store: store, checker: checker, trials: trials, lookBack: LookBack(mesh: mesh, books: books),
            feedback: said, options: options)
        deliveries = DeliveryDesk(mesh: mesh, outlets: outlets, subscriptions: subscriptions)
        feedback = FeedbackDesk(mesh: mesh, store: said, subscriptions: subscriptions)
    }

    /// Answers until the task is cancelled.
    func answer() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            func serve<Question: Message>(
                _ verb: String, _ question: Question.Type,
                _ answer: @escaping @Sendable (Question, String, String) async throws -> any Message
            ) {
                group.addTask { try await mesh.serve(verb, question, answer: answer) }
            }
            serve("subscription-create", SubscriptionOrder.self) {
                try await subscriptions.create($0, project: $1, user: $2)
            }
            serve("subscription-list", NameRequest.self) { try await subscriptions.list(project: $1, user: $2) }
            serve("subscription-show", SubscriptionRequest.self) {
                try await subscriptions.show($0, project: $1, user: $2)
            }
            serve("subscription-pause", PauseRequest.self) {
                try await subscriptions.pause($0, project: $1, user: $2)
            }
            serve("subscription-delete", NameRequest.self) {
                try await subscriptions.delete($0.name, project: $1, user: $2)
            }
            serve("subscription-try", TrialRequest.self) { try await trials.run($0, project: $1, user: $2) }
            serve("subscription-test", NameRequest.self) {
                try await deliveries.test($0.name, project: $1, user: $2)
            }
            serve("subscription-deliveries", DeliveriesRequest.self) {
                try await deliveries.deliveries($0, project: $1, user: $2)
            }
            serve("subscription-redeliver", RedeliverRequest.self) {
                try await deliveries.redeliver($0, project: $1, user: $2)
            }
            serve("watchlist-edit", WatchlistEdit.self) { try await watchlists.edit($0, project: $1, user: $2) }
            serve("watchlist-rows", WatchlistRowsRequest.self) {
                try await watchlists.rows($0, project: $1, user: $2)
            }
            serve("watchlist-list", NameRequest.self) { try await watchlists.list(project: $1, user: $2) }
            serve("watchlist-delete", NameRequest.self) {
                try await watchlists.delete($0.name, project: $1, user: $2, subscriptions: subscriptions.store)
            }
            serve("feedback-give", Feedback.self) { try await feedback.give($0, project: $1, user: $2) }
            serve("feedback-list", NameRequest.self) { try await feedback.list($0.name, project: $1, user: $2) }
            try await group.waitForAll()
        }
    }
}
