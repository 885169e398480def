import Bus
import Mesh
import Messages
import Metrics
import Subscriptions

/// Makes notices of matched anomalies and sends them on their way: to the subscriber's own subject and to the queues of
/// the other channels.
struct NoticeMaker: Sendable {
    private let mesh: MeshConnection
    private let project: String
    private let neighbours: NeighbourFinder
    private let pictures: PictureFinder
    private let decisions: DecisionStore
    private let feedback: FeedbackStore

    init(mesh: MeshConnection, project: String) {
        self.mesh = mesh
        self.project = project
        neighbours = NeighbourFinder(bus: mesh.bus)
        pictures = PictureFinder(bus: mesh.bus)
        decisions = DecisionStore(mesh.redis, project: project, scope: .live)
        feedback = FeedbackStore(mesh.redis)
    }

    /// Sends the notice of a match; returns once JetStream has it for every channel and that is noted.
    ///
    /// - Parameter sequence: of the anomaly in JetStream.
    func send(_ matched: MatchedAnomaly, matchedAt: UnixTime, sequence: UInt64) async throws {
        let subscription = matched.subscription
        let notice = await notice(of: matched, matchedAt: matchedAt)
        let body = notice.serialized()
        let alertKey = AlertKey(matched.anomaly.score)
        let summary = [("Peryton-Summary", AnomalyText.line(matched.anomaly))]
        let outcomes = try await mesh.publisher.publish(
            subscription.channels.map { channel in
                channel.kind == "nats"
                    ? OutgoingMessage(
                        subject: Subject.notice(project, subscription.name), body: body,
                        messageID: alertKey.noticeID(subscription: subscription.name), headers: summary)
                    : OutgoingMessage(
                        subject: Subject.delivery(project, subscription.name, channel.name), body: body,
                        messageID: "\(alertKey)@\(subscription.name)/\(channel.name)", headers: summary)
            })
        for (channel, outcome) in zip(subscription.channels, outcomes) {
            switch outcome {
            case .refused(let error):
                // The queues of the project's channels are full, say: nobody else's notices wait for that.
                try await giveUp(channel, of: subscription, notice, body, error)
            case .stored(let sequence), .duplicate(let sequence):
                guard channel.kind == "nats" else { continue }
                try await ledger(subscription).note(
                    DeliveryRecord(
                        channel: channel.name, alertKeys: [alertKey.description], at: .now, attempt: 1,
                        outcome: "delivered",
                        detail: "JetStream \(ProjectStreams(project).notices) sequence \(sequence)",
                        contentSHA256: DeliveryIdentity.checksum(body)))
            }
        }
        try await feedback.noteNoticed(
            project, subscription.name, alertKey: alertKey.description, sequence: sequence)
        try await decisions.noteSent(subscription: subscription.name, alertKey: alertKey.description)
        count(notice)
    }

    /// Puts a notice away that a channel's queue does not take, where its owner and the operators see it.
    private func giveUp(
        _ channel: Channel, of subscription: Subscription, _ notice: Notice, _ body: [UInt8], _ error: BusError
    ) async throws {
        let subject = Subject.delivery(project, subscription.name, channel.name)
        let alertKey = AlertKey(notice.anomaly.score).description
        let sequence = try await mesh.deadLetters.put(
            project: project, original: body, origin: subject, kind: "undelivered", reason: error.description)
        try await ledger(subscription).keep(
            Undelivered(
                id: String(sequence), channel: channel.name, alertKey: alertKey, reason: error.description, attempts: 0,
                at: .now, summary: AnomalyText.line(notice.anomaly)))
    }

    private func ledger(_ subscription: Subscription) -> DeliveryLedger {
        DeliveryLedger(redis: mesh.redis, project: project, subscription: subscription.name)
    }

    /// The notice with its neighbours and pictures, or why they are missing.
    private func notice(of matched: MatchedAnomaly, matchedAt: UnixTime) async -> Notice {
        let subscription = matched.subscription
        var notice = Notice(
            project: project, subscription: subscription.name, subscriptionVersion: subscription.version,
            anomaly: matched.anomaly, matchedAt: matchedAt, matchReasons: matched.reasons,
            watchlistHits: matched.match.watchlistHits,
            judgedTailProbability: matched.judgement.tailProbability, priority: subscription.calm.priority)
        async let found = pictures.find(matched.anomaly.alert, for: subscription)
        await neighbours.attach(to: &notice, for: subscription)
        notice.pictures = await found.pictures
        notice.picturesMissing = await found.missing
        return notice
    }

    private func count(_ notice: Notice) {
        Counter(label: "notices_total", dimensions: [("project", project)]).increment()
        let receivedAt = notice.anomaly.score.receivedAt
        guard receivedAt.isKnown else { return }
        Metrics.Timer(label: "receive_to_notice_seconds", dimensions: [("project", project)])
            .recordSeconds(UnixTime.now.seconds(since: receivedAt))
    }
}
