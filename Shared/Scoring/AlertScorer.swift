public import Alerts
import IsolationForest
public import Messages

/// Judges alerts by a forest: from the bytes that came to the messages that go out.
///
/// It does no I/O. Live alerts and trials over files are judged by this one.
///
/// ```swift
/// let scorer = AlertScorer(stream: stream, featureSet: .ztfCandidate, live: live)
/// let anomalies = try scorer.judge([(alert, nil)]).compactMap(\.anomaly)
/// ```
public struct AlertScorer: Sendable {
    /// The stream whose alerts are judged, with its anomaly limit.
    public let stream: StreamDeclaration
    /// The stream's features.
    public let featureSet: FeatureSet
    /// The forest.
    public let live: LiveForest

    /// Makes a scorer.
    public init(stream: StreamDeclaration, featureSet: FeatureSet, live: LiveForest) {
        self.stream = stream
        self.featureSet = featureSet
        self.live = live
    }

    /// Why an alert can never be judged.
    public struct Refusal: Error, Sendable {
        /// A word for it, as in dead letters: "malformed", "out-of-range" and others.
        public var kind: String
        /// One line for people.
        public var reason: String
    }

    /// A verdict, and the anomaly where it is one.
    public struct Verdict: Sendable {
        /// The verdict.
        public var score: Score
        /// The anomaly; nil where the alert is an ordinary one.
        public var anomaly: Anomaly?
    }

    /// The most bytes of an alert: an anomaly, which holds it, must fit a message as well.
    public static let sizeLimitBytes = 450_000

    /// Reads an alert and checks that it is one that this stream's forest can judge.
    public static func read(
        _ bytes: UnsafeRawBufferPointer, of stream: StreamDeclaration, featureSet: FeatureSet
    ) -> Result<Alert, Refusal> {
        if bytes.count > sizeLimitBytes {
            return .failure(
                Refusal(
                    kind: "out-of-range",
                    reason: "Alert message: \(bytes.count) bytes, expected at most \(sizeLimitBytes)"))
        }
        do throws(MessageError) {
            let alert = try Alert(serialized: bytes)
            if alert.project != stream.project || alert.stream != stream.name {
                return .failure(
                    Refusal(
                        kind: "out-of-range",
                        reason: "Alert message, field stream: says \(alert.project)/\(alert.stream), "
                            + "came on the subject of \(stream.project)/\(stream.name)"))
            }
            if let fault = AlertValidation.check(alert, featureSet: featureSet) {
                return .failure(Refusal(kind: fault.kind.rawValue, reason: "Alert message, field \(fault)"))
            }
            return .success(alert)
        } catch {
            return .failure(Refusal(kind: "malformed", reason: error.description))
        }
    }

    /// The verdicts on alerts, in their order.
    ///
    /// - Parameter alerts: each with its sequence in ALERTS, by which the forest's training sample is known; nil for one
    ///   that is not from there.
    /// - Throws: `ForestError` where the forest was made for other features.
    public func judge(_ alerts: [(alert: Alert, sequence: UInt64?)]) throws -> [Verdict] {
        let table = try FeatureTable(
            features: featureSet.features.count, values: alerts.flatMap { $0.alert.features.values })
        let scores = try live.forest.scores(of: table)
        let now = UnixTime.now
        return try zip(alerts, scores).map { entry, rawScore in
            // A row with too many gaps is neither ordinary nor odd: it gets a verdict, so that it is accounted for.
            let isScoreable = entry.alert.features.values.withUnsafeBufferPointer { live.forest.isScoreable($0) }
            let score = isScoreable ? rawScore : .nan
            let tail = isScoreable ? live.forest.tailProbability(ofScore: score) : 1
            let verdict = Score(
                project: stream.project, stream: stream.name, alertID: entry.alert.alertID,
                objectID: entry.alert.objectID,
                forestID: live.id, score: score, tailProbability: tail,
                inTrainingSample: entry.sequence.map { live.sampled(sequence: $0) } ?? false,
                publishedAt: entry.alert.publishedAt, receivedAt: entry.alert.receivedAt, scoredAt: now)
            guard isScoreable, tail <= stream.anomalyLimit else { return Verdict(score: verdict) }
            let anomaly = Anomaly(
                score: verdict, alert: entry.alert, explanation: try live.explanation(of: entry.alert.features.values),
                anomalyLimit: stream.anomalyLimit)
            return Verdict(score: verdict, anomaly: anomaly)
        }
    }
}
