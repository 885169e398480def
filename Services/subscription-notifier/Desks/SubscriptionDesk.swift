import Bus
import Logging
import Mesh
import Messages

/// Makes, changes, shows and ends subscriptions for those who ask.
struct SubscriptionDesk: Sendable {
    let mesh: MeshConnection
    let store: SubscriptionStore
    let checker: SubscriptionChecker
    let trials: TrialDesk
    let lookBack: LookBack
    let feedback: FeedbackStore
    let options: NotifierOptions

    // MARK: Changing

    /// Makes a subscription, or a new version of the caller's own of that name.
    func create(_ order: SubscriptionOrder, project: String, user: String) async throws -> SubscriptionReceipt {
        var wanted = order.subscription
        wanted.project = project
        wanted.owner = user
        let known = try await store.subscription(project, wanted.name)
        if let known, known.owner != user {
            throw RequestError("forbidden", "subscription \(wanted.name) belongs to \(known.owner)")
        }
        guard order.editedVersion == 0 || order.editedVersion == known?.version ?? 0 else {
            throw RequestError(
                "conflict",
                "subscription \(wanted.name) is at version \(known?.version ?? 0), not \(order.editedVersion): somebody edited it meanwhile"
            )
        }
        if known == nil { try await checkQuota(project, user) }
        let secrets = try await store.secrets(project, wanted.name)
        var subscription = try await checker.checked(wanted, secrets: secrets)
        let last = if let known { known.version } else { try await store.lastVersion(project, wanted.name) }
        subscription.version = last + 1
        subscription.editedAt = .now
        subscription.createdAt = known?.createdAt ?? subscription.editedAt
        let lastNight = try await flood(of: subscription, isAllowed: order.isEvenIfMany)
        guard order.lookBackDays >= 0, order.lookBackDays <= options.longestLookBack else {
            throw RequestError(
                "invalid",
                "subscription \(wanted.name): look back \(order.lookBackDays) days: expected at most \(options.longestLookBack)"
            )
        }
        guard order.lookBackDays == 0 || !order.deliversLookBack || !subscription.isPaused else {
            throw RequestError("invalid", "subscription \(wanted.name): a paused one delivers no look-back")
        }
        // Whatever one of this name has left is nobody's any more.
        if known == nil { try await clearUp(subscription) }
        try await makeDurables(of: subscription)
        let names = ProjectStreams(project)
        let newest = try await mesh.jetStream.state(ofStream: names.deliveries)?.lastSequence ?? 0
        try await store.put(subscription)
        if let known { try await endChannels(of: known, except: subscription.channels, upTo: newest) }
        mesh.log.info(
            known == nil ? "subscription made" : "subscription edited",
            metadata: [
                "project": "\(project)", "subscription": "\(subscription.name)", "user": "\(user)",
                "version": "\(subscription.version)",
            ])
        let past = try await lookedBack(subscription, order)
        return SubscriptionReceipt(
            subscription: try await store.subscription(project, subscription.name) ?? subscription,
            lastNight: lastNight, lookBack: past)
    }

    /// Switches the caller's own subscription on or off: a new version of it.
    func pause(_ request: PauseRequest, project: String, user: String) async throws -> Subscription {
        var subscription = try await own(request.name, project: project, user: user)
        guard subscription.isPaused != request.isPaused else { return subscription }
        subscription.isPaused = request.isPaused
        guard !request.isPaused else {
            // At once, whatever else may be wrong with it: somebody wants silence.
            subscription.version += 1
            subscription.editedAt = .now
            try await store.put(subscription, keeping: try await store.secrets(project, request.name))
            return subscription
        }
        let order = SubscriptionOrder(
            subscription: subscription, isEvenIfMany: request.isEvenIfMany, editedVersion: subscription.version)
        return try await create(order, project: project, user: user).subscription
    }

    /// Ends the caller's own subscription; what waits for its channels goes with it.
    func delete(_ name: String, project: String, user: String) async throws -> Subscription {
        let known = try await own(name, project: project, user: user)
        try await store.remove(project, name)
        try await clearUp(known)
        mesh.log.info(
            "subscription deleted",
            metadata: ["project": "\(project)", "subscription": "\(name)", "user": "\(user)"])
        return known
    }

    /// Forgets all that a subscription has left: decisions, deliveries, feedback, queues.
    private func clearUp(_ subscription: Subscription) async throws {
        let (project, name) = (subscription.project, subscription.name)
        try await endChannels(of: subscription, except: [], upTo: nil)
        try await DecisionStore(mesh.redis, project: project, scope: .live).forget(subscription: name)
        try await DeliveryLedger(redis: mesh.redis, project: project, subscription: name).forget()
        try await feedback.forget(project, name)
    }

    /// What the past brings, where it is wanted; no more is delivered than a night may have without asking.
    private func lookedBack(_ subscription: Subscription, _ order: SubscriptionOrder) async throws -> Trial? {
        guard order.lookBackDays > 0 else { return nil }
        let listed = try await lookBack.run(subscription, days: order.lookBackDays, delivers: false)
        guard order.deliversLookBack else { return listed }
        guard order.isEvenIfMany || listed.sent <= UInt64(options.floodLimit) else {
            throw RequestError(
                "invalid",
                "subscription \(subscription.name) is made, but its look-back would send \(listed.sent) notices, more than \(options.floodLimit): nothing of it was sent; say that you mean it (--even-if-many)"
            )
        }
        return try await lookBack.run(subscription, days: order.lookBackDays, delivers: true)
    }

    private func checkQuota(_ project: String, _ user: String) async throws {
        let owned = try await store.subscriptions(of: project).count { $0.owner == user }
        guard owned < options.subscriptionsPerUser else {
            throw RequestError(
                "invalid",
                "you have \(owned) subscriptions in project \(project), at most \(options.subscriptionsPerUser) are allowed; delete some first"
            )
        }
    }

    /// What the subscription would have sent within the last day; too much is refused unless its owner insists.
    private func flood(of subscription: Subscription, isAllowed: Bool) async throws -> Trial? {
        guard !subscription.isPaused else { return nil }
        let trial = try await trials.lastDay(of: subscription)
        guard isAllowed || trial.sent <= UInt64(options.floodLimit) else {
            throw RequestError(
                "invalid",
                "subscription \(subscription.name): it would have sent \(trial.sent) notices within the last day, more than \(options.floodLimit); make it narrower or give it a nightly budget, or say that you mean it (--even-if-many)"
            )
        }
        return trial
    }

    // MARK: Showing

    /// The caller's subscriptions, by name.
    func list(project: String, user: String) async throws -> SubscriptionList {
        SubscriptionList(subscriptions: try await store.subscriptions(of: project).filter { $0.owner == user })
    }

    /// One version of the caller's own subscription, and how its channels do.
    func show(_ request: SubscriptionRequest, project: String, user: String) async throws -> SubscriptionState {
        var subscription = try await own(request.name, project: project, user: user)
        let newest = subscription
        if request.version != 0 {
            guard let asked = try await store.subscription(project, request.name, version: request.version) else {
                throw RequestError(
                    "not-found",
                    "subscription \(request.name) has no version \(request.version); its newest is \(newest.version)")
            }
            subscription = asked
        }
        let decisions = DecisionStore(mesh.redis, project: project, scope: .live)
        let threshold = try await decisions.budgetThreshold(
            subscription: newest.name, rules: DecisionRules(newest))
        return SubscriptionState(
            subscription: subscription, versions: try await store.versions(project, request.name),
            channels: try await channelStates(of: newest), budgetThreshold: threshold ?? 0,
            feedback: UInt32(try await feedback.feedback(project, request.name).count))
    }

    private func channelStates(of subscription: Subscription) async throws -> [ChannelState] {
        let ledger = DeliveryLedger(redis: mesh.redis, project: subscription.project, subscription: subscription.name)
        var states = try await ledger.states(of: subscription.channels)
        let names = ProjectStreams(subscription.project)
        for index in states.indices {
            let consumer =
                states[index].kind == "nats"
                ? try await mesh.jetStream.state(
                    ofConsumer: names.noticeDurable(subscription: subscription.name), onStream: names.notices)
                : try await mesh.jetStream.state(
                    ofConsumer: names.channelDurable(
                        subscription: subscription.name, channel: states[index].channel), onStream: names.deliveries)
            states[index].pending = consumer.map { $0.pending + UInt64($0.unacked) } ?? 0
        }
        return states
    }

    /// The caller's own subscription of a name, its newest version.
    func own(_ name: String, project: String, user: String) async throws -> Subscription {
        guard let known = try await store.subscription(project, name) else {
            throw RequestError("not-found", "subscription \"\(name)\" is not there in project \(project)")
        }
        guard known.owner == user else {
            throw RequestError("forbidden", "subscription \(name) belongs to \(known.owner)")
        }
        return known
    }

    // MARK: JetStream

    /// Makes the durable from which the subscriber reads, where one of the channels is NATS.
    private func makeDurables(of subscription: Subscription) async throws {
        let names = ProjectStreams(subscription.project)
        guard try await mesh.jetStream.state(ofStream: names.notices) != nil else {
            throw RequestError(
                "not-found",
                "project \"\(subscription.project)\" has no stream; declare one first: peryton streams create")
        }
        guard subscription.channels.contains(where: { $0.kind == "nats" }) else { return }
        let durable = names.noticeDurable(subscription: subscription.name)
        guard try await mesh.jetStream.state(ofConsumer: durable, onStream: names.notices) == nil else { return }
        _ = try await mesh.jetStream.ensure(
            names.noticeConsumer(subscription: subscription.name), onStream: names.notices)
    }

    /// Takes away the queues of channels that are no more.
    ///
    /// - Parameter last: what is behind this sequence of the queues is the new version's; nil: nothing is.
    private func endChannels(
        of subscription: Subscription, except kept: [Channel], upTo last: UInt64?
    ) async throws {
        let names = ProjectStreams(subscription.project)
        for channel in subscription.channels
        where !kept.contains(where: { $0.name == channel.name && $0.kind == channel.kind }) {
            if channel.kind == "nats" {
                // One under another name reads from the same durable.
                guard !kept.contains(where: { $0.kind == "nats" }) else { continue }
                try await mesh.jetStream.deleteConsumer(
                    names.noticeDurable(subscription: subscription.name), onStream: names.notices)
            } else {
                try await mesh.jetStream.deleteConsumer(
                    names.channelDurable(subscription: subscription.name, channel: channel.name),
                    onStream: names.deliveries)
                try await mesh.jetStream.purge(
                    stream: names.deliveries,
                    subject: Subject.delivery(subscription.project, subscription.name, channel.name),
                    before: last.map { $0 + 1 })
            }
        }
    }

    /// Makes the durables of subscriptions again where JetStream has lost them.
    func keepDurables(of project: String) async throws {
        let names = ProjectStreams(project)
        while true {
            for subscription in try await store.subscriptions(of: project)
            where subscription.channels.contains(where: { $0.kind == "nats" }) {
                let durable = names.noticeDurable(subscription: subscription.name)
                let known = try await mesh.patiently("notices of \(subscription.name)") {
                    try await mesh.jetStream.state(ofConsumer: durable, onStream: names.notices)
                }
                guard known == nil else { continue }
                // It may have been deleted since the list was read.
                guard let still = try await store.subscription(project, subscription.name) else { continue }
                var consumer = names.noticeConsumer(subscription: still.name)
                // What is in the stream nobody has seen: it is as new as the durable. Others may have had the name before.
                consumer.start = .time(microseconds: still.createdAt.microseconds)
                _ = try await mesh.patiently("notices of \(subscription.name)") {
                    try await mesh.jetStream.ensure(consumer, onStream: names.notices)
                }
            }
            try await Task.sleep(for: .seconds(5))
        }
    }
}
