import Alerts
import Bus
import Logging
import Mesh
import Messages
import Metrics
import Scoring
import ServiceLifecycle
import Synchronization

/// Scores the alerts of one stream, batch after batch, with the forest that is live when the batch begins.
///
/// A batch is acked after all that came of it is in JetStream. A forest is swapped between two batches: nothing waits for
/// it, nothing is scored twice.
final class StreamScorer: Sendable {
    private struct Current {
        var stream: StreamDeclaration
        var live: LiveForest
        var drift: DriftWatch
    }

    private let mesh: MeshConnection
    private let featureSet: FeatureSet
    private let current: Mutex<Current>
    private let log: Logger
    private let scored: Counter
    private let anomalies: Counter
    private let refused: Counter
    private let latency: Metrics.Timer
    private let drift: Gauge

    private let failures = OwnFailures()
    private let project: String

    init(mesh: MeshConnection, stream: StreamDeclaration, featureSet: FeatureSet, live: LiveForest) {
        self.mesh = mesh
        project = stream.project
        self.featureSet = featureSet
        current = Mutex(Current(stream: stream, live: live, drift: DriftWatch(live)))
        var log = mesh.log
        log[metadataKey: "project"] = "\(stream.project)"
        log[metadataKey: "stream"] = "\(stream.name)"
        self.log = log
        let dimensions = [("project", stream.project), ("stream", stream.name)]
        scored = Counter(label: "scored_total", dimensions: dimensions)
        anomalies = Counter(label: "anomalies_total", dimensions: dimensions)
        refused = Counter(label: "dead_letters_total", dimensions: dimensions)
        latency = Metrics.Timer(label: "receive_to_score_seconds", dimensions: dimensions)
        drift = Gauge(label: "drift_distance", dimensions: dimensions)
    }

    /// Version of the forest in use.
    var forestVersion: UInt32 { current.withLock { $0.live.record.version } }

    /// Takes the stream's newest declaration.
    func update(_ stream: StreamDeclaration) { current.withLock { $0.stream = stream } }

    /// Uses another forest from the next batch on.
    func swap(to live: LiveForest) {
        current.withLock { current in
            current.live = live
            current.drift = DriftWatch(live)
        }
        log.info("forest swapped", metadata: ["forest": "\(live.id)"])
    }

    /// Scores until the service stops; the batch in hand is finished first.
    func run() async throws {
        let stream = current.withLock { $0.stream }
        let names = ProjectStreams(stream.project)
        let consumer = try await mesh.patiently("alerts of \(stream.name)") {
            try await mesh.jetStream.consume(names.alerts, names.scorerConsumer(stream: stream.name))
        }
        log.info("scoring", metadata: ["forest": "\(current.withLock { $0.live.id })"])
        await withGracefulShutdownHandler {
            for await batch in consumer { await score(batch) }
        } onGracefulShutdown: {
            consumer.end()
        }
    }

    /// Failures of the world around a message are waited out.
    ///
    /// A message that fails by itself is tried alone, so that it holds up nobody, and is put away after a few tries.
    private func score(_ batch: [BusMessage]) async {
        do {
            try await process(batch)
        } catch {
            log.warning("batch not finished", metadata: ["alerts": "\(batch.count)", "reason": "\(error)"])
            if error is CancellationError || PassingFailure.isPassing(error) {
                // Nothing of the batch is acked: all of it comes again, and what was published is known by its id.
                for message in batch { try? mesh.bus.nak(message, delaySeconds: 1) }
            } else if batch.count > 1 {
                for message in batch { await score([message]) }
            } else if let message = batch.first {
                await failures.putAwayOrRetry(message, error, project: project, on: mesh)
            }
        }
    }

    private func process(_ batch: [BusMessage]) async throws {
        let (stream, live) = current.withLock { ($0.stream, $0.live) }
        let scorer = AlertScorer(stream: stream, featureSet: featureSet, live: live)
        var alerts: [(alert: Alert, sequence: UInt64?)] = []
        alerts.reserveCapacity(batch.count)
        for message in batch {
            switch message.withBody({ AlertScorer.read($0, of: stream, featureSet: featureSet) }) {
            case .success(let alert): alerts.append((alert, message.delivery?.streamSequence))
            case .failure(let refusal): try await bury(message, refusal, project: stream.project)
            }
        }
        let verdicts = try scorer.judge(alerts)
        try await publish(verdicts, of: stream)
        for message in batch { try mesh.bus.ack(message) }
        scored.increment(by: verdicts.count)
        for verdict in verdicts where verdict.score.receivedAt.isKnown {
            latency.recordSeconds(verdict.score.scoredAt.seconds(since: verdict.score.receivedAt))
        }
        await watch(verdicts.map(\.score), of: live, limit: stream.driftLimit)
    }

    /// Measures the drift, and tells of it once for a forest: its note in the registry is for all copies and restarts.
    private func watch(_ scores: [Score], of live: LiveForest, limit: Double) async {
        let (distance, news) = current.withLock { current -> (Double, ForestEvent?) in
            // A swap may have come in between.
            if current.live.record.version == live.record.version { current.drift.add(scores) }
            return (current.drift.distance, current.drift.news(limit: limit))
        }
        drift.record(distance)
        guard let news else { return }
        do {
            if try await !mesh.registry.isDriftTold(of: news.forest) {
                try await mesh.publisher.publish(
                    OutgoingMessage(
                        subject: Subject.forestEvent(project), body: news.serialized(),
                        messageID: "\(news.forest.id)/\(news.kind)",
                        headers: [("Peryton-Summary", news.driftSummary)]))
                try await mesh.registry.noteDriftTold(of: news.forest)
                log.warning("\(news.driftSummary)")
            }
            current.withLock { current in
                if current.live.record.version == news.forest.version { current.drift.tell() }
            }
        } catch {
            // It is tried again with the next batch.
            log.warning("drift not told", metadata: ["forest": "\(news.forest.id)", "reason": "\(error)"])
        }
    }

    private func publish(_ verdicts: [AlertScorer.Verdict], of stream: StreamDeclaration) async throws {
        var messages: [OutgoingMessage] = []
        messages.reserveCapacity(verdicts.count)
        for verdict in verdicts {
            let id = AlertKey(verdict.score).messageID
            messages.append(
                OutgoingMessage(
                    subject: Subject.score(stream.project, stream.name), body: verdict.score.serialized(), messageID: id
                ))
            guard let anomaly = verdict.anomaly else { continue }
            anomalies.increment()
            messages.append(
                OutgoingMessage(
                    subject: Subject.anomaly(stream.project, stream.name), body: anomaly.serialized(), messageID: id,
                    headers: [("Peryton-Summary", AnomalyText.line(anomaly))]))
        }
        for outcome in try await mesh.publisher.publish(messages) {
            if case .refused(let error) = outcome { throw error }
        }
    }

    private func bury(_ message: BusMessage, _ refusal: AlertScorer.Refusal, project: String) async throws {
        try await mesh.deadLetters.put(
            project: project, original: message.body, origin: message.subject,
            sequence: message.delivery?.streamSequence ?? 0, messageID: message.header("Nats-Msg-Id") ?? "",
            attempts: UInt32(message.delivery?.attempts ?? 1), kind: refusal.kind, reason: refusal.reason)
        refused.increment()
    }
}
