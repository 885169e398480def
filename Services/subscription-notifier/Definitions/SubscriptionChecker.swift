import Alerts
import Bus
import Mesh
import Messages
import Subscriptions

/// Refuses subscriptions that could not do what their owners mean, and says why.
struct SubscriptionChecker: Sendable {
    let mesh: MeshConnection
    let watchlists: WatchlistDesk
    let outlets: Outlets

    private static let usualNeighbourRadiusArcseconds = 5.0
    private static let mostAreas = 100
    private static let mostWatchlists = 100
    private static let mostChannels = 10
    private static let longestText = 2_000

    /// The subscription as it is to be kept: checked, and with what was left open filled in.
    ///
    /// - Parameter known: the version before, whose channels' secrets may be kept.
    func checked(_ wanted: Subscription, secrets: [String: String]) async throws -> Subscription {
        var subscription = wanted
        func refusal(_ text: String) -> RequestError {
            RequestError("invalid", "subscription \(subscription.name): \(text)")
        }
        try MeshName.check(subscription.name, "subscription")
        guard subscription.comment.utf8.count <= Self.longestText else {
            throw refusal("a comment of \(subscription.comment.utf8.count) bytes: expected at most \(Self.longestText)")
        }
        let streams = try await streams(of: subscription)
        try checkLimits(subscription, streams, refusal)
        subscription.areas = try checkedAreas(subscription.areas, refusal)
        guard subscription.watchlists.count <= Self.mostWatchlists else {
            throw refusal("\(subscription.watchlists.count) watch-lists: expected at most \(Self.mostWatchlists)")
        }
        for name in subscription.watchlists {
            _ = try await watchlists.own(name, project: subscription.project, user: subscription.owner)
        }
        try checkCondition(subscription, streams)
        try checkRules(subscription, refusal)
        do throws(ScheduleError) {
            _ = try DeliverySchedule(subscription.calm)
        } catch {
            throw refusal(error.description)
        }
        subscription.channels = try checkedChannels(subscription, secrets, refusal)
        try PictureWish.check(subscription, streams: streams)
        if !subscription.neighbourTable.isEmpty, subscription.neighbourRadiusArcseconds == 0 {
            subscription.neighbourRadiusArcseconds = Self.usualNeighbourRadiusArcseconds
        }
        try await NeighbourFinder(bus: mesh.bus).check(subscription)
        return subscription
    }

    // MARK: Streams and limits

    /// The streams that a subscription listens to.
    private func streams(of subscription: Subscription) async throws -> [StreamDeclaration] {
        var streams: [StreamDeclaration] = []
        for name in subscription.streams {
            guard let stream = try await mesh.registry.stream(subscription.project, name) else {
                throw RequestError(
                    "not-found",
                    "subscription \(subscription.name): stream \"\(name)\" is not declared in project \(subscription.project)"
                )
            }
            streams.append(stream)
        }
        if streams.isEmpty { streams = try await mesh.registry.streams(of: subscription.project) }
        guard !streams.isEmpty else {
            throw RequestError(
                "not-found",
                "project \"\(subscription.project)\" has no stream; declare one first: peryton streams create")
        }
        return streams
    }

    private func checkLimits(
        _ subscription: Subscription, _ streams: [StreamDeclaration], _ refusal: (String) -> RequestError
    ) throws {
        let (tail, score, budget) = (
            subscription.tailProbabilityLimit, subscription.scoreLimit, subscription.nightlyBudget
        )
        guard tail == 0 || (tail > 0 && tail <= 1) else {
            throw refusal("limit \(tail): expected a tail probability, above 0 and at most 1")
        }
        guard score == 0 || (score > 0 && score < 1) else {
            throw refusal("score limit \(score): expected a score between 0 and 1")
        }
        guard budget == 0 || (budget >= 1 && budget <= 100_000) else {
            throw refusal("nightly budget \(budget): expected 1 to 100000 notices a night")
        }
        for stream in streams where tail > stream.anomalyLimit && subscription.streams.contains(stream.name) {
            throw refusal(
                "limit \(tail) is looser than the anomaly limit \(stream.anomalyLimit) of stream \(stream.name), so it would miss alerts; expected at most \(stream.anomalyLimit)"
            )
        }
    }

    private func checkRules(_ subscription: Subscription, _ refusal: (String) -> RequestError) throws {
        let rule = subscription.perObject
        guard rule.cooldownHours >= 0, rule.cooldownHours <= 24 * 365 else {
            throw refusal("cool-down of \(rule.cooldownHours) hours: expected 0 to 8760")
        }
        guard rule.scoreRise >= 0, rule.scoreRise < 1 else {
            throw refusal("score rise \(rule.scoreRise): expected 0 to 1")
        }
    }

    // MARK: Where

    private func checkedAreas(_ areas: [SkyArea], _ refusal: (String) -> RequestError) throws -> [SkyArea] {
        guard areas.count <= Self.mostAreas else {
            throw refusal("\(areas.count) areas: expected at most \(Self.mostAreas)")
        }
        do throws(AreaError) {
            var checked: [SkyArea] = []
            for area in areas {
                let normal = try area.normalised()
                _ = try CompiledArea(normal)
                checked.append(normal)
            }
            return checked
        } catch {
            throw refusal(error.description)
        }
    }

    // MARK: Condition

    private func checkCondition(_ subscription: Subscription, _ streams: [StreamDeclaration]) throws {
        guard !subscription.condition.isEmpty else { return }
        do throws(ConditionError) {
            _ = try Condition(subscription.condition, vocabulary: ConditionVocabulary(of: streams))
        } catch {
            throw RequestError("invalid", "subscription \(subscription.name): condition: \(error.description)")
        }
    }

    // MARK: Channels

    private func checkedChannels(
        _ subscription: Subscription, _ secrets: [String: String], _ refusal: (String) -> RequestError
    ) throws -> [Channel] {
        guard subscription.channels.count <= Self.mostChannels else {
            throw refusal("\(subscription.channels.count) channels: expected at most \(Self.mostChannels)")
        }
        var channels = subscription.channels.isEmpty ? [Channel(kind: "nats")] : subscription.channels
        var names: Set<String> = []
        for index in channels.indices {
            if channels[index].name.isEmpty { channels[index].name = channels[index].kind }
            let name = channels[index].name
            try MeshName.check(name, "channel")
            guard names.insert(name).inserted else {
                throw refusal("two channels are called \(name): expected a name of its own for each")
            }
            if channels[index].hasSecret, channels[index].secret.isEmpty {
                guard let secret = secrets[name] else { throw refusal("channel \(name): it has no secret to keep") }
                channels[index].secret = secret
            }
            channels[index].hasSecret = !channels[index].secret.isEmpty
            do throws(ChannelError) {
                try outlets.check(channels[index], of: subscription)
            } catch {
                throw refusal("channel \(name): \(error.description)")
            }
        }
        return channels
    }
}

/// Why a channel cannot be used.
struct ChannelError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

extension ConditionVocabulary {
    /// What conditions may ask about the anomalies of streams.
    init(of streams: [StreamDeclaration]) {
        var features: Set<String> = []
        for stream in streams {
            let set = FeatureSet.named(stream.featureSet, version: stream.featureSetVersion)
            features.formUnion(set?.features.map(\.name) ?? [])
        }
        self.init(
            features: features,
            anomalyLimits: Dictionary(streams.map { ($0.name, $0.anomalyLimit) }) { first, _ in first })
    }
}
