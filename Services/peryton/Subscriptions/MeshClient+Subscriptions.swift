import Bus
import Mesh
import Messages

extension MeshClient {
    /// The service that answers for subscriptions.
    static let notifierService = "subscription-notifier"

    /// Asks the subscriptions' service.
    func askNotifier<Answer: Message>(
        _ verb: String, _ question: some Message, as answer: Answer.Type, timeoutSeconds: Double = 30
    ) async throws -> Answer {
        try await ask(Self.notifierService, verb, question, as: answer, timeoutSeconds: timeoutSeconds)
    }

    /// Makes a subscription of this user, or edits the one of its name.
    func order(_ order: SubscriptionOrder) async throws -> SubscriptionReceipt {
        // A look-back may go through many days.
        try await askNotifier("subscription-create", order, as: SubscriptionReceipt.self, timeoutSeconds: 300)
    }

    /// The subscriptions of this user, by name.
    func ownSubscriptions() async throws -> [Subscription] {
        try await askNotifier("subscription-list", NameRequest(), as: SubscriptionList.self).subscriptions
            .filter { $0.owner == user }.sorted { $0.name < $1.name }
    }

    /// A subscription with what there is to know of it.
    func subscription(_ name: String, version: UInt32 = 0) async throws -> SubscriptionState {
        try await askNotifier(
            "subscription-show", SubscriptionRequest(name: name, version: version), as: SubscriptionState.self)
    }

    /// A subscription of this user as it is kept; nil where there is none of the name.
    func ownSubscription(_ name: String) async throws -> Subscription? {
        try await ownSubscriptions().first { $0.name == name }
    }

    /// Makes a subscription of this user, whatever it will send, and returns the reader of its notices.
    func subscribe(_ subscription: Subscription) async throws -> PullConsumer {
        _ = try await order(SubscriptionOrder(subscription: subscription, isEvenIfMany: true))
        return try notices(of: subscription.name)
    }

    /// The reader of a subscription's notices.
    func notices(of subscription: String) throws -> PullConsumer {
        let names = ProjectStreams(project)
        return try jetStream.attach(
            names.notices, durable: names.noticeDurable(subscription: subscription), batchSize: 64)
    }

    /// Ends a subscription of this user.
    func unsubscribe(_ name: String) async throws {
        _ = try await askNotifier("subscription-delete", NameRequest(name: name), as: Subscription.self)
    }
}
