import Bus
import Mesh
import Messages

/// Tries subscriptions on the past: what would have come, when, and the first few.
///
/// Matching and deciding are those of the live run, on a state of the trial's own, so that both agree alert by alert.
struct TrialDesk: Sendable {
    let mesh: MeshConnection
    let store: SubscriptionStore
    let checker: SubscriptionChecker
    let books: ProjectBooks

    /// Tries a subscription that need not be there, or the caller's own where only its name is given.
    func run(_ request: TrialRequest, project: String, user: String) async throws -> Trial {
        let subscription = try await subscription(of: request, project: project, user: user)
        let from = request.fromMJDUTC
        let to = request.toMJDUTC == 0 ? .infinity : request.toMJDUTC
        guard from < to else {
            throw RequestError("invalid", "from MJD \(from) to \(to): expected the first to be earlier")
        }
        let isOne = request.trialID.isEmpty
        if !isOne { try MeshName.check(request.trialID, "trial") }
        let trial = isOne ? newID() : "\(user)_\(request.trialID)"
        return try await run(
            subscription, trial: trial, limit: request.limit, past: request.anomalies,
            since: from == 0 ? .unknown : UnixTime(mjdUTC: from) ?? .unknown
        ) { $0.alert.mjdUTC >= from && $0.alert.mjdUTC < to }
    }

    /// What a subscription would have sent of the last day's anomalies.
    func lastDay(of subscription: Subscription) async throws -> Trial {
        try await run(
            subscription, trial: newID(), limit: 0, past: [], since: UnixTime.now.adding(seconds: -86_400)
        ) { _ in true }
    }

    private func newID() -> String { String(UInt64.random(in: .min ... .max), radix: 36) }

    /// - Parameter past: anomalies to look at; none: those in JetStream that were stored since a time.
    private func run(
        _ subscription: Subscription, trial: String, limit: UInt32, past: [Anomaly], since time: UnixTime,
        where isWanted: (Anomaly) -> Bool
    ) async throws -> Trial {
        let decisions = DecisionStore(mesh.redis, project: subscription.project, scope: .trial(trial))
        let snapshot = try await books.book(of: subscription.project).snapshot(ofOnly: subscription)
        var tally = TrialTally(limit: limit)
        func look(at anomalies: [Anomaly]) async throws {
            tally.looked(at: anomalies.count)
            var matches: [MatchedAnomaly] = []
            for anomaly in anomalies { matches += try await snapshot.matches(anomaly) }
            for (match, decision) in zip(matches, try await decisions.decide(matches.map(\.question))) {
                tally.add(match, decision)
            }
        }
        if past.isEmpty {
            try await PastAnomalies(mesh: mesh).read(subscription.project, since: time) { batch in
                try await look(at: batch.map(\.anomaly).filter(isWanted))
            }
        } else {
            try await look(at: past.filter(isWanted))
        }
        return tally.result
    }

    private func subscription(of request: TrialRequest, project: String, user: String) async throws -> Subscription {
        var wanted = request.subscription
        let isOnlyName = wanted == Subscription(name: wanted.name)
        wanted.project = project
        wanted.owner = user
        if isOnlyName, !wanted.name.isEmpty {
            guard let known = try await store.subscription(project, wanted.name) else {
                throw RequestError("not-found", "subscription \"\(wanted.name)\" is not there in project \(project)")
            }
            guard known.owner == user else {
                throw RequestError("forbidden", "subscription \(wanted.name) belongs to \(known.owner)")
            }
            return known
        }
        // By itself, without anybody's feedback, unless it is an edit of the caller's own.
        let known = try await store.subscription(project, wanted.name)
        if known?.owner != user { wanted.name = "trial" }
        wanted.createdAt = known?.createdAt ?? .unknown
        // No secret is needed to look at the past.
        for index in wanted.channels.indices { wanted.channels[index].hasSecret = false }
        return try await checker.checked(wanted, secrets: [:])
    }
}
