import Mesh
import Messages

/// Looks at the past of a new subscription: its matches are listed, or delivered as if it had been there.
struct LookBack: Sendable {
    let mesh: MeshConnection
    let books: ProjectBooks

    /// Runs a subscription over the anomalies of the last days.
    ///
    /// Delivered matches are decided on as live ones are, so that what comes again is not sent twice.
    func run(_ subscription: Subscription, days: Double, delivers: Bool) async throws -> Trial {
        let scope: DecisionScope =
            delivers ? .live : .trial(String(UInt64.random(in: .min ... .max), radix: 36))
        let decisions = DecisionStore(mesh.redis, project: subscription.project, scope: scope)
        let maker = NoticeMaker(mesh: mesh, project: subscription.project)
        let snapshot = try await books.book(of: subscription.project).snapshot(ofOnly: subscription)
        let from = UnixTime.now.adding(seconds: -days * 86_400)
        var tally = TrialTally(limit: 0)
        try await PastAnomalies(mesh: mesh).read(subscription.project, since: from) { batch in
            tally.looked(at: batch.count)
            for (anomaly, sequence) in batch {
                for matched in try await snapshot.matches(anomaly) {
                    let decision = try await decisions.decide([matched.question])[0]
                    if delivers, case .send(let matchedAt) = decision {
                        try await maker.send(matched, matchedAt: matchedAt, sequence: sequence)
                    }
                    tally.add(matched, decision)
                }
            }
        }
        return tally.result
    }
}
