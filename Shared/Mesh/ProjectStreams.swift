import Bus

/// The JetStream streams of a project: each project has its own, so that limits, ids and rights are its own.
public struct ProjectStreams: Sendable {
    /// Name of the project.
    public let project: String

    /// The streams of a project.
    public init(_ project: String) {
        self.project = project
    }

    /// Name of the stream that keeps alerts.
    public var alerts: String { "ALERTS_\(project)" }
    /// Name of the stream that keeps scores.
    public var scores: String { "SCORES_\(project)" }
    /// Name of the stream that keeps anomalies.
    public var anomalies: String { "ANOMALIES_\(project)" }
    /// Name of the stream that keeps notices.
    public var notices: String { "NOTICES_\(project)" }
    /// Name of the work queue of notices on their way to webhooks, mailboxes and the like.
    public var deliveries: String { "DELIVERIES_\(project)" }
    /// Name of the stream that keeps forest events.
    public var forests: String { "FORESTS_\(project)" }
    /// Name of the work queue of jobs.
    public var jobs: String { "JOBS_\(project)" }
    /// Name of the stream that keeps the news of jobs.
    public var jobEvents: String { "JOB_EVENTS_\(project)" }
    /// Name of the stream that keeps dead letters.
    public var dead: String { "DEAD_\(project)" }

    /// How many bytes the alerts of a project may take.
    public static let alertsMaximumBytes: Int64 = 4 << 30

    private static let day = 86_400.0

    /// The stream that keeps alerts; only declared streams have a subject in it, so JetStream itself refuses others.
    public func alertsDeclaration(streams: [String]) -> StreamConfiguration {
        StreamConfiguration(
            name: alerts, subjects: streams.sorted().map { Subject.alert(project, $0) }, discard: .new,
            maximumBytes: Self.alertsMaximumBytes)
    }

    /// All others.
    public var otherDeclarations: [StreamConfiguration] {
        [
            StreamConfiguration(
                name: scores, subjects: ["score.\(project).*"], maximumBytes: 1 << 30, maximumAgeSeconds: 30 * Self.day),
            StreamConfiguration(
                name: anomalies, subjects: ["anomaly.\(project).*"], maximumBytes: 1 << 30,
                maximumAgeSeconds: 365 * Self.day),
            StreamConfiguration(
                name: notices, subjects: ["notice.\(project).*"], maximumBytes: 1 << 30,
                maximumAgeSeconds: 30 * Self.day),
            StreamConfiguration(
                name: deliveries, subjects: ["deliver.\(project).*.*"], retention: .workQueue, discard: .new,
                maximumBytes: 512 << 20),
            StreamConfiguration(
                name: forests, subjects: [Subject.forestEvent(project)], maximumBytes: 64 << 20,
                maximumAgeSeconds: 365 * Self.day),
            StreamConfiguration(
                name: jobs, subjects: ["job.*.\(project).*"], retention: .workQueue, maximumBytes: 64 << 20),
            StreamConfiguration(
                name: jobEvents, subjects: ["job.event.\(project).*.*"], maximumBytes: 256 << 20,
                maximumAgeSeconds: 14 * Self.day),
            StreamConfiguration(
                name: dead, subjects: ["dead.\(project).*"], maximumBytes: 1 << 30, maximumAgeSeconds: 90 * Self.day),
        ]
    }

    /// The durable by which the scorers share a stream's alerts.
    public func scorerDurable(stream: String) -> String { "scorer_\(project)_\(stream)" }
    /// The durable by which the notifiers share a project's anomalies.
    public var notifierDurable: String { "notifier_\(project)" }
    /// The durable by which the workers share jobs of a kind.
    public func workerDurable(kind: String) -> String { "\(kind)_\(project)" }
    /// The durable from which a subscriber reads notices.
    public func noticeDurable(subscription: String) -> String { "notice_\(subscription)" }

    /// The durable by which the notifiers share what waits for a channel.
    public func channelDurable(subscription: String, channel: String) -> String { "\(subscription)_\(channel)" }

    /// The scorers' consumer of a stream.
    public func scorerConsumer(stream: String) -> ConsumerConfiguration {
        ConsumerConfiguration(
            durable: scorerDurable(stream: stream), filterSubject: Subject.alert(project, stream), ackWaitSeconds: 10)
    }

    /// A subscriber's consumer of its notices, from when it was made.
    public func noticeConsumer(subscription: String) -> ConsumerConfiguration {
        ConsumerConfiguration(
            durable: noticeDurable(subscription: subscription), filterSubject: Subject.notice(project, subscription),
            start: .new)
    }

    /// The notifiers' consumer of what waits for a channel.
    ///
    /// - Parameter patienceSeconds: how long one attempt may take at most.
    public func channelConsumer(subscription: String, channel: String, patienceSeconds: Double) -> ConsumerConfiguration
    {
        ConsumerConfiguration(
            durable: channelDurable(subscription: subscription, channel: channel),
            filterSubject: Subject.delivery(project, subscription, channel), ackWaitSeconds: patienceSeconds,
            maximumAckPending: 1_000)
    }
}
