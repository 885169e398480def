import Bus
import Logging
import Mesh
import Messages
import Metrics
import ServiceLifecycle

/// Matches the anomalies of one project with its subscriptions and sends the notices.
///
/// An anomaly is acked once all its notices are in JetStream.
struct ProjectNotifier: Sendable {
    private let mesh: MeshConnection
    private let store: SubscriptionStore
    private let project: String
    private let delivered: Counter
    private let latency: Metrics.Timer
    private let neighbours: NeighbourFinder
    private let pictures: PictureFinder
    private let failures = OwnFailures()

    init(mesh: MeshConnection, store: SubscriptionStore, project: String) {
        self.mesh = mesh
        self.store = store
        self.project = project
        neighbours = NeighbourFinder(bus: mesh.bus)
        pictures = PictureFinder(bus: mesh.bus)
        delivered = Counter(label: "notices_total", dimensions: [("project", project)])
        latency = Metrics.Timer(
            label: "receive_to_notice_seconds", dimensions: [("project", project)])
    }

    /// Notifies until the service stops; the batch in hand is finished first.
    func run() async throws {
        let names = ProjectStreams(project)
        let consumer = try await mesh.patiently("anomalies of \(project)") {
            try await mesh.jetStream.consume(names.anomalies, ConsumerConfiguration(durable: names.notifierDurable))
        }
        await withGracefulShutdownHandler {
            for await batch in consumer { await notify(batch) }
        } onGracefulShutdown: {
            consumer.end()
        }
    }

    private func notify(_ batch: [BusMessage]) async {
        for (index, message) in batch.enumerated() {
            do {
                let subscriptions = try await store.subscriptions(of: project).filter { !$0.isPaused }
                try await notify(message, subscriptions)
                try mesh.bus.ack(message)
            } catch {
                mesh.log.warning("notices not finished", metadata: ["project": "\(project)", "reason": "\(error)"])
                guard error is CancellationError || PassingFailure.isPassing(error) else {
                    await failures.putAwayOrRetry(message, error, project: project, on: mesh)
                    continue
                }
                // NATS or Redis is away: the rest of the batch comes again, too.
                for message in batch[index...] { try? mesh.bus.nak(message, delaySeconds: 1) }
                return
            }
        }
    }

    private func notify(_ message: BusMessage, _ subscriptions: [Subscription]) async throws {
        let anomaly: Anomaly
        do throws(MessageError) {
            anomaly = try message.withBody { bytes throws(MessageError) in try Anomaly(serialized: bytes) }
        } catch {
            return try await mesh.deadLetters.put(
                project: project, original: message.body, origin: message.subject,
                sequence: message.delivery?.streamSequence ?? 0, kind: "malformed", reason: error.description)
        }
        try await notify(anomaly, subscriptions)
    }

    private func notify(_ anomaly: Anomaly, _ subscriptions: [Subscription]) async throws {
        for subscription in subscriptions where subscription.matches(anomaly) {
            let id = AlertKey(anomaly.score).noticeID(subscription: subscription.name)
            guard case .send(let matchedAt) = try await store.decide(project, id) else { continue }
            var notice = Notice(
                project: project, subscription: subscription.name, subscriptionVersion: subscription.version,
                anomaly: anomaly, matchedAt: matchedAt)
            async let found = pictures.find(anomaly.alert, for: subscription)
            await neighbours.attach(to: &notice, for: subscription)
            notice.pictures = await found.pictures
            notice.picturesMissing = await found.missing
            try await mesh.publisher.publish(
                OutgoingMessage(
                    subject: Subject.notice(project, subscription.name), body: notice.serialized(), messageID: id,
                    headers: [("Peryton-Summary", AnomalyText.line(anomaly))]))
            try await store.noteSent(project, id)
            delivered.increment()
            if anomaly.score.receivedAt.isKnown {
                latency.recordSeconds(UnixTime.now.seconds(since: anomaly.score.receivedAt))
            }
        }
    }
}

extension Subscription {
    /// Whether its owner wants to hear of the anomaly.
    func matches(_ anomaly: Anomaly) -> Bool {
        (streams.isEmpty || streams.contains(anomaly.score.stream))
            && anomaly.score.tailProbability <= tailProbabilityLimit
    }
}
