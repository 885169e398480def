import CoreMetrics
import Synchronization

/// One line or block of the exposition: what is measured under one name and one set of labels.
protocol MetricCell: AnyObject, Sendable {
    /// Its kind in Prometheus' words.
    static var kind: String { get }
    init()
    /// Its lines.
    func lines(name: String, labels: [(String, String)]) -> String
}

/// A count that only grows.
final class CounterCell: MetricCell, CounterHandler, FloatingPointCounterHandler {
    static let kind = "counter"
    private let whole = Atomic<Int64>(0)
    private let fractions = Mutex(0.0)

    func increment(by amount: Int64) {
        whole.wrappingAdd(amount, ordering: .relaxed)
    }

    func increment(by amount: Double) {
        fractions.withLock { $0 += amount }
    }

    func reset() {
        whole.store(0, ordering: .relaxed)
        fractions.withLock { $0 = 0 }
    }

    func lines(name: String, labels: [(String, String)]) -> String {
        let fraction = fractions.withLock { $0 }
        let count = whole.load(ordering: .relaxed)
        let value = fraction == 0 ? String(count) : PrometheusText.number(Double(count) + fraction)
        return PrometheusText.line(name, labels, value)
    }
}

/// A value that goes up and down.
final class GaugeCell: MetricCell, MeterHandler, RecorderHandler {
    static let kind = "gauge"
    private let value = Mutex(0.0)

    func set(_ value: Int64) { set(Double(value)) }
    func set(_ value: Double) { self.value.withLock { $0 = value } }
    func increment(by amount: Double) { value.withLock { $0 += amount } }
    func decrement(by amount: Double) { value.withLock { $0 -= amount } }
    func record(_ value: Int64) { set(value) }
    func record(_ value: Double) { set(value) }

    func lines(name: String, labels: [(String, String)]) -> String {
        PrometheusText.line(name, labels, PrometheusText.number(value.withLock { $0 }))
    }
}

/// How often values fell into each of a row of ranges: sizes and counts.
final class HistogramCell: MetricCell, RecorderHandler {
    static let kind = "histogram"
    private let buckets: Buckets

    init() {
        // 1, 2, 5, 10, 20, 50 … 500,000: bytes of a message, rows of a batch.
        buckets = Buckets(bounds: (0..<6).flatMap { power in [1, 2, 5].map { $0 * tenTo(power) } })
    }

    func record(_ value: Int64) { buckets.add(Double(value)) }
    func record(_ value: Double) { buckets.add(value) }

    func lines(name: String, labels: [(String, String)]) -> String { buckets.lines(name: name, labels: labels) }
}

/// How long things took, in seconds.
final class TimerCell: MetricCell, TimerHandler {
    static let kind = "histogram"
    private let buckets: Buckets

    init() {
        // 10 µs, 20 µs, 50 µs … 50 s: scoring one alert takes microseconds, training a forest seconds.
        buckets = Buckets(bounds: (-5..<2).flatMap { power in [1, 2, 5].map { $0 * tenTo(power) } })
    }

    func recordNanoseconds(_ duration: Int64) { buckets.add(Double(duration) / 1e9) }

    func lines(name: String, labels: [(String, String)]) -> String { buckets.lines(name: name, labels: labels) }
}

/// A power of ten, as near as a Double gets.
private func tenTo(_ power: Int) -> Double {
    Double("1e\(power)") ?? 0
}

/// The counts of a histogram.
private final class Buckets: Sendable {
    private struct State {
        /// One for each bound, and one for what is above them all.
        var counts: [Int]
        var sum = 0.0
    }
    private let bounds: [Double]
    private let state: Mutex<State>

    init(bounds: [Double]) {
        self.bounds = bounds
        state = Mutex(State(counts: Array(repeating: 0, count: bounds.count + 1)))
    }

    func add(_ value: Double) {
        let index = bounds.firstIndex { value <= $0 } ?? bounds.count
        state.withLock { state in
            state.counts[index] += 1
            state.sum += value
        }
    }

    func lines(name: String, labels: [(String, String)]) -> String {
        let (counts, sum) = state.withLock { ($0.counts, $0.sum) }
        var text = ""
        var total = 0
        for (bound, count) in zip(bounds + [.infinity], counts) {
            total += count
            text += PrometheusText.line(
                "\(name)_bucket", labels + [("le", PrometheusText.number(bound))], String(total))
        }
        text += PrometheusText.line("\(name)_sum", labels, PrometheusText.number(sum))
        return text + PrometheusText.line("\(name)_count", labels, String(total))
    }
}
