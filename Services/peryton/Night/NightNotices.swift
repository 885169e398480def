import Bus
import Mesh
import Messages
import Synchronization

/// The notices of the night: prints each as it comes, and how long it took from its publisher.
final class NightNotices: Sendable {
    private struct State {
        var seen: Set<String> = []
        var doubled = 0
        /// Time from publish to notice of the alerts that were published at or after a time.
        var latenciesMs: [Double] = []
        var measureFrom: UnixTime?
    }

    private let state = Mutex(State())
    private let progress: ProgressLine

    init(progress: ProgressLine) {
        self.progress = progress
    }

    /// Reads and acks until the task is cancelled; takes those of alerts that were published at or after a time.
    func read(_ consumer: PullConsumer, since begun: UnixTime, on bus: BusConnection) async throws {
        var deliveries = FirstDeliveries()
        for await batch in consumer {
            for message in batch {
                let now = UnixTime.now
                let notice = try message.withBody { bytes throws(MessageError) in try Notice(serialized: bytes) }
                if deliveries.add(message), notice.anomaly.score.publishedAt >= begun {
                    if count == 0 { progress.tell(AnomalyText.headings) }
                    note(notice, at: now)
                    progress.tell(AnomalyText.line(notice.anomaly))
                }
                try bus.ack(message)
            }
        }
    }

    func note(_ notice: Notice, at now: UnixTime) {
        let score = notice.anomaly.score
        state.withLock { state in
            guard state.seen.insert(score.alertID).inserted else { return state.doubled += 1 }
            guard let from = state.measureFrom, score.publishedAt >= from else { return }
            state.latenciesMs.append(now.seconds(since: score.publishedAt) * 1000)
        }
    }

    /// Measures from now on: alerts published earlier waited for their forest.
    func startMeasuring() { state.withLock { $0.measureFrom = .now } }

    /// How many anomalies were told.
    var count: Int { state.withLock { $0.seen.count } }
    /// How many were told again.
    var doubled: Int { state.withLock { $0.doubled } }

    /// A percentile of the time from publish to notice, milliseconds; nil where nothing was measured.
    func latencyMs(percentile: Double) -> Double? {
        let sorted = state.withLock { $0.latenciesMs }.sorted()
        guard !sorted.isEmpty else { return nil }
        let rank = Int((percentile / 100 * Double(sorted.count)).rounded(.up)) - 1
        return sorted[min(sorted.count - 1, rank)]
    }
}
