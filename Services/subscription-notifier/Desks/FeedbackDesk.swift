import Bus
import Mesh
import Messages

/// Takes what subscribers say of their notices.
struct FeedbackDesk: Sendable {
    let mesh: MeshConnection
    let store: FeedbackStore
    let subscriptions: SubscriptionDesk

    /// Keeps a yes, no or boring with the alert's features and the forest that scored it.
    func give(_ said: Feedback, project: String, user: String) async throws -> Feedback {
        _ = try await subscriptions.own(said.subscription, project: project, user: user)
        guard ["yes", "no", "boring", ""].contains(said.verdict) else {
            throw RequestError(
                "invalid", "verdict \"\(said.verdict)\": expected yes, no or boring, or nothing to take it back")
        }
        guard said.comment.utf8.count <= 2_000 else {
            throw RequestError("invalid", "a comment of \(said.comment.utf8.count) bytes: expected at most 2000")
        }
        let anomaly = try await anomaly(of: said, project: project)
        let known = try await store.feedback(project, said.subscription).count
        guard said.verdict.isEmpty || known < FeedbackStore.mostFeedback else {
            throw RequestError(
                "invalid", "subscription \(said.subscription) has \(known) pieces of feedback, the most there can be")
        }
        let names = anomaly.explanation.map(\.feature)
        let feedback = Feedback(
            subscription: said.subscription, stream: anomaly.score.stream, alertID: said.alertID, verdict: said.verdict,
            comment: said.comment, at: .now, forestID: anomaly.score.forestID, objectID: anomaly.score.objectID,
            score: anomaly.score.score, tailProbability: anomaly.score.tailProbability, featureNames: names,
            featureValues: anomaly.explanation.map { Double($0.value) })
        try await store.put(feedback, project: project)
        try await subscriptions.store.touch(project)
        return feedback
    }

    /// All feedback on the caller's own subscription.
    func list(_ name: String, project: String, user: String) async throws -> FeedbackList {
        _ = try await subscriptions.own(name, project: project, user: user)
        return FeedbackList(feedback: try await store.feedback(project, name))
    }

    /// The anomaly that a notice was about.
    private func anomaly(of said: Feedback, project: String) async throws -> Anomaly {
        let streams =
            said.stream.isEmpty ? try await mesh.registry.streams(of: project).map(\.name) : [said.stream]
        for stream in streams {
            let key = AlertKey(project: project, stream: stream, alertID: said.alertID).description
            guard let sequence = try await store.sequence(project, said.subscription, alertKey: key) else { continue }
            guard
                let message = try await mesh.jetStream.message(
                    ofStream: ProjectStreams(project).anomalies, sequence: sequence)
            else {
                throw RequestError("not-found", "the anomaly of alert \(said.alertID) is not kept any more")
            }
            return try message.withBody { bytes throws(MessageError) in try Anomaly(serialized: bytes) }
        }
        throw RequestError(
            "not-found", "subscription \(said.subscription) has had no notice of alert \"\(said.alertID)\"")
    }
}
