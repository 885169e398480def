import Bus
import Logging
import Mesh
import Messages

/// Makes and ends subscriptions for those who ask.
struct SubscriptionDesk {
    let mesh: MeshConnection
    let store: SubscriptionStore

    private static let usualNeighbourRadiusArcseconds = 5.0

    /// Makes a subscription, or changes the caller's own of that name; its notices wait for it in a durable.
    func create(_ wanted: Subscription, project: String, user: String) async throws -> Subscription {
        var subscription = wanted
        subscription.project = project
        subscription.owner = user
        try MeshName.check(subscription.name, "subscription")
        let limit = subscription.tailProbabilityLimit
        guard limit > 0, limit <= 1 else {
            throw RequestError(
                "invalid",
                "subscription \(subscription.name): limit \(limit): expected a tail probability, above 0 and at most 1")
        }
        var streams: [StreamDeclaration] = []
        for name in subscription.streams {
            guard let stream = try await mesh.registry.stream(project, name) else {
                throw RequestError(
                    "not-found",
                    "subscription \(subscription.name): stream \"\(name)\" is not declared in project \(project)")
            }
            guard limit <= stream.anomalyLimit else {
                throw RequestError(
                    "invalid",
                    "subscription \(subscription.name): limit \(limit) is looser than the anomaly limit \(stream.anomalyLimit) of stream \(name), so it would miss alerts; expected at most \(stream.anomalyLimit)"
                )
            }
            streams.append(stream)
        }
        if streams.isEmpty { streams = try await mesh.registry.streams(of: project) }
        try PictureWish.check(subscription, streams: streams)
        if subscription.neighbourRadiusArcseconds == 0 {
            subscription.neighbourRadiusArcseconds = Self.usualNeighbourRadiusArcseconds
        }
        try await NeighbourFinder(bus: mesh.bus).check(subscription)
        let known = try await store.subscription(project, subscription.name)
        if let known, known.owner != user {
            throw RequestError("forbidden", "subscription \(subscription.name) belongs to \(known.owner)")
        }
        subscription.version = (known?.version ?? 0) + 1
        subscription.createdAt = known?.createdAt ?? .now
        let names = ProjectStreams(project)
        guard try await mesh.jetStream.state(ofStream: names.notices) != nil else {
            throw RequestError(
                "not-found", "project \"\(project)\" has no stream; declare one first: peryton streams create")
        }
        let durable = names.noticeDurable(subscription: subscription.name)
        if try await mesh.jetStream.state(ofConsumer: durable, onStream: names.notices) == nil {
            _ = try await mesh.jetStream.ensure(
                names.noticeConsumer(subscription: subscription.name), onStream: names.notices)
        }
        try await store.put(subscription)
        mesh.log.info("subscription made", metadata: ["project": "\(project)", "subscription": "\(subscription.name)"])
        return subscription
    }

    /// Makes the durables of subscriptions again where JetStream has lost them.
    func keepDurables(of project: String) async throws {
        let names = ProjectStreams(project)
        while true {
            for subscription in try await store.subscriptions(of: project) {
                let durable = names.noticeDurable(subscription: subscription.name)
                let known = try await mesh.patiently("notices of \(subscription.name)") {
                    try await mesh.jetStream.state(ofConsumer: durable, onStream: names.notices)
                }
                guard known == nil else { continue }
                var consumer = names.noticeConsumer(subscription: subscription.name)
                // The stream is as new as the durable: what is in it, nobody has seen.
                consumer.start = .all
                _ = try await mesh.patiently("notices of \(subscription.name)") {
                    try await mesh.jetStream.ensure(consumer, onStream: names.notices)
                }
            }
            try await Task.sleep(for: .seconds(5))
        }
    }

    /// Ends the caller's own subscription.
    func delete(_ name: String, project: String, user: String) async throws -> Subscription {
        guard let known = try await store.subscription(project, name) else {
            throw RequestError("not-found", "subscription \"\(name)\" is not there in project \(project)")
        }
        guard known.owner == user else {
            throw RequestError("forbidden", "subscription \(name) belongs to \(known.owner)")
        }
        try await store.remove(project, name)
        let names = ProjectStreams(project)
        try await mesh.jetStream.deleteConsumer(names.noticeDurable(subscription: name), onStream: names.notices)
        return known
    }
}
