import Bus
import Logging
import Mesh
import Messages
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
    /// By name; the time of the edit tells versions apart, also those of a name that was given up and taken again.
    private var rules: [String: (editedAt: UnixTime, rule: MatchRule)] = [:]
    private var compiler = MatchCompiler()
    /// Rules that this compiler has made.
    private var compiled = 0
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
                    guard judgement.isWithinLimits(of: match.subscription, anomaly) else { continue }
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
        var wanted = subscription
        wanted.isPaused = false
        var compiler = MatchCompiler()
        let hasFeedback = try await feedback.version(project, subscription.name) > 0
        let rule = try compiler.rule(
            for: wanted, isJudged: hasFeedback, watchlists: watchlists.index)
        return Snapshot(index: compiler.index(of: [rule], watchlists: watchlists.index), judges: judges)
    }

    // MARK: Keeping up

    private func refreshed() async throws -> Snapshot {
        try await watchlists.follow()
        let newest = try await store.revision(of: project)
        if newest != revision || index == nil {
            try await compile()
            index = compiler.index(of: rules.values.map(\.rule), watchlists: watchlists.index)
            revision = newest
        }
        guard let index else { throw CancellationError() }
        return Snapshot(index: index, judges: judges)
    }

    private func compile() async throws {
        let subscriptions = try await store.subscriptions(of: project).filter { !$0.isPaused }
        let names = Set(subscriptions.map(\.name))
        for name in rules.keys where !names.contains(name) { rules[name] = nil }
        if compiled > 10 * subscriptions.count + 10_000 {
            // What conditions of rules that are no more asked about goes with the old compiler.
            (compiler, compiled, rules) = (MatchCompiler(), 0, [:])
        }
        let versions = try await feedback.versions(project, subscriptions.map(\.name))
        for (subscription, version) in zip(subscriptions, versions) {
            if let known = rules[subscription.name], known.editedAt == subscription.editedAt {
                rules[subscription.name] = (known.editedAt, known.rule.judged(version > 0))
                continue
            }
            if let rule = rule(for: subscription, isJudged: version > 0) {
                rules[subscription.name] = (subscription.editedAt, rule)
                compiled += 1
            } else {
                rules[subscription.name] = nil
            }
        }
    }

    /// It was checked when it was saved; should it be damaged since, it is told of and the others go on.
    private func rule(for subscription: Subscription, isJudged: Bool) -> MatchRule? {
        do throws(MatchRuleError) {
            return try compiler.rule(for: subscription, isJudged: isJudged, watchlists: watchlists.index)
        } catch {
            mesh.log.error(
                "subscription cannot be used",
                metadata: ["project": "\(project)", "subscription": "\(subscription.name)", "reason": "\(error)"])
            return nil
        }
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
