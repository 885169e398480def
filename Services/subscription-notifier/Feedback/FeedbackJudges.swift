import IsolationForest
import Mesh
import Messages
import State
import Threads

/// Judges anomalies as single subscribers do, who said yes, no or boring to earlier ones.
///
/// Each has weights of its own on the leaves of the forest that scored the anomaly (`FeedbackModel`); the shared scores
/// stay as they are. A new forest, or new feedback, makes the weights anew from the feature values that were kept.
actor FeedbackJudges {
    private let mesh: MeshConnection
    private let store: FeedbackStore

    private struct Key: Hashable {
        let project: String
        let subscription: String
        /// Which of those that ever had the name.
        let createdAt: UnixTime
        /// Goes into the model.
        let limit: Double
        let forest: String
    }

    private var models: [Key: (version: Int, model: FeedbackModel?)] = [:]
    private var forests: [String: Forest] = [:]
    /// Newest last.
    private var forestOrder: [String] = []

    private static let forestsKept = 8
    private static let modelsKept = 1_000
    /// The newest verdicts that count: the time to fit grows with their square.
    private static let verdictsFitted = 1_000

    init(mesh: MeshConnection) {
        self.mesh = mesh
        store = FeedbackStore(mesh.redis)
    }

    /// How odd an anomaly is to a subscription: as the forest says where it has no feedback on the stream, or where the
    /// forest is gone.
    func judgement(of anomaly: Anomaly, by subscription: Subscription) async throws -> MatchedAnomaly.Judgement {
        guard let model = try await model(for: subscription, forest: anomaly.score.forestID) else {
            return MatchedAnomaly.Judgement(anomaly.score)
        }
        let judged = try model.judgedScore([Float](anomaly.alert.features.values))
        return MatchedAnomaly.Judgement(score: judged.score, tailProbability: judged.tailProbability)
    }

    private func model(for subscription: Subscription, forest id: String) async throws -> FeedbackModel? {
        let key = Key(
            project: subscription.project, subscription: subscription.name, createdAt: subscription.createdAt,
            limit: subscription.tailProbabilityLimit, forest: id)
        let version = try await store.version(subscription.project, subscription.name)
        if let known = models[key], known.version == version { return known.model }
        var model: FeedbackModel?
        if let forest = try await forest(subscription.project, id) {
            let stream = id.split(separator: "/").first.map(String.init) ?? ""
            let feedback = try await store.feedback(subscription.project, subscription.name)
                .filter { $0.stream == stream }
            if !feedback.isEmpty {
                model = try await Self.fitted(feedback, to: forest, limit: subscription.tailProbabilityLimit)
            }
        }
        if models.count >= Self.modelsKept { models.removeAll() }
        models[key] = (version, model)
        return model
    }

    /// Weights by the newest verdicts, worked out where nobody else has to wait for it.
    private static func fitted(
        _ feedback: [Feedback], to forest: Forest, limit: Double
    ) async throws -> FeedbackModel {
        let names = forest.features.map(\.name)
        let labels = feedback.suffix(verdictsFitted).compactMap { label($0, features: names) }
        var settings = FeedbackSettings.usual
        // What got a yes must not fall behind the subscription's own limit.
        if limit > 0 { settings.yesTailProbability = min(settings.yesTailProbability, limit) }
        return try await BlockingThreads.run { [settings] in
            try FeedbackModel(forest: forest, labels: labels, settings: settings)
        }
    }

    private func forest(_ project: String, _ id: String) async throws -> Forest? {
        let key = "\(project)/\(id)"
        if let known = forests[key] { return known }
        let parts = id.split(separator: "/").map(String.init)
        guard parts.count == 2, let version = UInt32(parts[1]),
            let record = try await mesh.registry.forest(project, parts[0], version: version),
            let blob = try await mesh.registry.blob(of: record)
        else { return nil }
        let forest = try Forest(serialized: blob)
        if forestOrder.count >= Self.forestsKept { forests[forestOrder.removeFirst()] = nil }
        forests[key] = forest
        forestOrder.append(key)
        return forest
    }

    /// A piece of feedback as a row of a forest: by the names of its features, as sets of features may change.
    private static func label(_ feedback: Feedback, features: [String]) -> LabelledRow? {
        let verdict: FeedbackVerdict
        switch feedback.verdict {
        case "yes": verdict = .yes
        case "no": verdict = .no
        case "boring": verdict = .boring
        default: return nil
        }
        let values = Dictionary(zip(feedback.featureNames, feedback.featureValues)) { first, _ in first }
        return LabelledRow(values: features.map { Float(values[$0] ?? .nan) }, verdict: verdict)
    }
}
