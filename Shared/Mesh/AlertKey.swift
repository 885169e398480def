import Messages

/// What makes an alert one and the same wherever it turns up: `<project>/<stream>/<alert id>`.
///
/// Message ids are made from it. They carry no forest, so that a repeat after a hot swap is known as a repeat.
public struct AlertKey: Sendable, Hashable, CustomStringConvertible {
    /// The key as text.
    public let description: String

    /// The key of its parts.
    public init(project: String, stream: String, alertID: String) {
        description = "\(project)/\(stream)/\(alertID)"
    }

    /// The key of an alert; its id on JetStream, as its score's and its anomaly's.
    public init(_ alert: Alert) {
        self.init(project: alert.project, stream: alert.stream, alertID: alert.alertID)
    }

    /// The key of the alert that a score is about.
    public init(_ score: Score) {
        self.init(project: score.project, stream: score.stream, alertID: score.alertID)
    }

    /// The message id of the alert, its score and its anomaly, each in its own JetStream stream.
    public var messageID: String { description }

    /// The message id of the notice to a subscription.
    public func noticeID(subscription: String) -> String { "\(subscription)/\(description)" }
}
