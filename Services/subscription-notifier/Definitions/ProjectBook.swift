import Bus
import Logging
import Mesh
import Messages
import Sky
import State
import Subscriptions

/// The subscriptions of one project, compiled and indexed, and its watch-lists; kept up with Redis.
///
/// A look at two numbers in Redis tells whether anything has changed; then only what did is read and compiled.
actor ProjectBook {
    private let mesh: MeshConnection
    private let project: String
    private let store: SubscriptionStore
    private let feedback: FeedbackStore
    private let judges: FeedbackJudges
    private let watchlists: WatchlistFollower

    private var revision = -1
    private var rules: [String: (version: UInt32, feedback: Int, rule: MatchRule)] = [:]
    private var layout = FactLayout()
    private var index: MatchIndex?
    private var refreshing: Task<Snapshot, any Error>?

    init(mesh: MeshConnection, project: String, judges: FeedbackJudges) {
        self.mesh = mesh
        self.project = project
        self.judges = judges
        store = SubscriptionStore(mesh.redis)
        feedback = FeedbackStore(mesh.redis)
        watchlists = WatchlistFollower(store: WatchlistStore(mesh.redis), project: project)
    }

    /// The subscriptions as they are at one moment.
    struct Snapshot: Sendable {
        fileprivate let index: MatchIndex
        fileprivate let judges: FeedbackJudges

        /// Every match of an anomaly, by the name of the subscription.
        func matches(_ anomaly: Anomaly) async throws -> [MatchedAnomaly] {
            var matched: [MatchedAnomaly] = []
            for match in index.matches(anomaly) {
                var judgement = MatchedAnomaly.Judgement(anomaly.score)
                if match.rule.isJudged {
                    judgement = try await judges.judgement(of: anomaly, by: match.subscription)
                    guard match.rule.admits(score: judgement.score, tailProbability: judgement.tailProbability) else {
                        continue
                    }
                }
                matched.append(MatchedAnomaly(match: match, anomaly: anomaly, judgement: judgement))
            }
            return matched
        }
    }

    // MARK: Asking

    /// The subscriptions that are switched on, as they are now.
    func current() async throws -> Snapshot {
        // Whoever asks while somebody refreshes waits for that, and then looks again: it may have been too early.
        while let running = refreshing { _ = try? await running.value }
        let task = Task { try await refreshed() }
        refreshing = task
        defer { refreshing = nil }
        return try await task.value
    }

    /// One subscription by itself, whether or not it is there or switched on.
    func snapshot(ofOnly subscription: Subscription) async throws -> Snapshot {
        try await watchlists.follow()
        var layout = FactLayout()
        let hasFeedback = try await feedback.version(project, subscription.name) > 0
        let rule = try await rule(for: subscription, isJudged: hasFeedback, layout: &layout)
        return Snapshot(index: MatchIndex([rule], watchlists: watchlists.index, layout: layout), judges: judges)
    }

    // MARK: Keeping up

    private func refreshed() async throws -> Snapshot {
        try await watchlists.follow()
        let newest = try await store.revision(of: project)
        if newest != revision || index == nil {
            try await compile()
            index = MatchIndex(
                rules.values.map(\.rule).sorted { $0.subscription.name < $1.subscription.name },
                watchlists: watchlists.index, layout: layout)
            revision = newest
        }
        guard let index else { throw CancellationError() }
        return Snapshot(index: index, judges: judges)
    }

    private func compile() async throws {
        let subscriptions = try await store.subscriptions(of: project).filter { !$0.isPaused }
        let names = Set(subscriptions.map(\.name))
        for name in rules.keys where !names.contains(name) { rules[name] = nil }
        for subscription in subscriptions {
            let version = try await feedback.version(project, subscription.name)
            if let known = rules[subscription.name], known.version == subscription.version, known.feedback == version {
                continue
            }
            do {
                let rule = try await rule(for: subscription, isJudged: version > 0, layout: &layout)
                rules[subscription.name] = (subscription.version, version, rule)
            } catch let error where !(error is CancellationError) && !PassingFailure.isPassing(error) {
                // It was checked when it was saved; since then a stream has gone, say. The others go on.
                rules[subscription.name] = nil
                mesh.log.error(
                    "subscription cannot be used",
                    metadata: ["project": "\(project)", "subscription": "\(subscription.name)", "reason": "\(error)"])
            }
        }
    }

    private func rule(
        for subscription: Subscription, isJudged: Bool, layout: inout FactLayout
    ) async throws -> MatchRule {
        var condition: ConditionProgram?
        if !subscription.condition.isEmpty {
            let streams = try await mesh.registry.streams(of: project).filter {
                subscription.streams.isEmpty || subscription.streams.contains($0.name)
            }
            if let checked = try SubscriptionChecker.condition(of: subscription, streams: streams) {
                condition = ConditionProgram(checked, layout: &layout)
            }
        }
        return try MatchRule(
            subscription, watchlists: await watchlists.ids(of: subscription.watchlists), condition: condition,
            isJudged: isJudged)
    }
}

/// The books of all projects, made when they are first asked for.
actor ProjectBooks {
    private let mesh: MeshConnection
    private let judges: FeedbackJudges
    private var books: [String: ProjectBook] = [:]

    init(mesh: MeshConnection) {
        self.mesh = mesh
        judges = FeedbackJudges(mesh: mesh)
    }

    /// The book of a project.
    func book(of project: String) -> ProjectBook {
        if let known = books[project] { return known }
        let book = ProjectBook(mesh: mesh, project: project, judges: judges)
        books[project] = book
        return book
    }
}
