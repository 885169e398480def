public import CoreMetrics
import Synchronization

/// The metrics of a service, which give themselves as Prometheus text.
///
/// A metric labelled `scored_alerts` in the service `scorer` is called `peryton_scorer_scored_alerts`;
/// labels name what is counted and its unit. Timers are in seconds and end in `_seconds`.
public final class PrometheusMetrics: MetricsFactory {
    private struct Key: Hashable, Comparable {
        let labels: [String]
        static func < (first: Key, second: Key) -> Bool { first.labels.lexicographicallyPrecedes(second.labels) }
    }
    private struct Family {
        let kind: String
        var cells: [Key: any MetricCell] = [:]
    }
    private let prefix: String
    private let families = Mutex<[String: Family]>([:])

    /// The metrics of the service with this name.
    public init(service: String) {
        prefix = "peryton_\(PrometheusText.name(service))_"
    }

    /// All metrics in Prometheus' text format, by name.
    public var text: String {
        let families = families.withLock { $0 }
        return families.sorted { $0.key < $1.key }.map { name, family in
            family.cells.sorted { $0.key < $1.key }.reduce("# TYPE \(name) \(family.kind)\n") { text, entry in
                text + entry.value.lines(name: name, labels: Self.pairs(entry.key))
            }
        }.joined()
    }

    /// A counter.
    public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        cell(CounterCell.self, label, dimensions)
    }

    /// A counter of fractions.
    public func makeFloatingPointCounter(
        label: String, dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler {
        cell(CounterCell.self, label, dimensions)
    }

    /// A gauge.
    public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        cell(GaugeCell.self, label, dimensions)
    }

    /// A histogram, or a gauge when values are not aggregated.
    public func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        aggregate ? cell(HistogramCell.self, label, dimensions) : cell(GaugeCell.self, label, dimensions)
    }

    /// A histogram in seconds.
    public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        cell(TimerCell.self, label.hasSuffix("_seconds") ? label : "\(label)_seconds", dimensions)
    }

    /// Forgets a counter.
    public func destroyCounter(_ handler: any CounterHandler) { remove(handler) }
    /// Forgets a counter of fractions.
    public func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) { remove(handler) }
    /// Forgets a gauge.
    public func destroyMeter(_ handler: any MeterHandler) { remove(handler) }
    /// Forgets a histogram or gauge.
    public func destroyRecorder(_ handler: any RecorderHandler) { remove(handler) }
    /// Forgets a timer.
    public func destroyTimer(_ handler: any TimerHandler) { remove(handler) }

    /// The one cell for a name and labels, made where there is none yet.
    private func cell<Cell: MetricCell>(_ type: Cell.Type, _ label: String, _ dimensions: [(String, String)]) -> Cell {
        let key = Key(
            labels: dimensions.map { [PrometheusText.name($0.0), $0.1] }.sorted { $0[0] < $1[0] }.flatMap { $0 })
        return families.withLock { families in
            var name = prefix + PrometheusText.name(label)
            if let family = families[name], family.kind != Cell.kind {
                // One name has one kind in Prometheus; a second one would make the whole text invalid.
                name += "_\(Cell.kind)"
            }
            if let cell = families[name]?.cells[key] as? Cell { return cell }
            let cell = Cell()
            families[name, default: Family(kind: Cell.kind)].cells[key] = cell
            return cell
        }
    }

    private func remove(_ handler: AnyObject) {
        families.withLock { families in
            for (name, var family) in families {
                family.cells = family.cells.filter { $0.value !== handler }
                families[name] = family.cells.isEmpty ? nil : family
            }
        }
    }

    private static func pairs(_ key: Key) -> [(String, String)] {
        stride(from: 0, to: key.labels.count, by: 2).map { (key.labels[$0], key.labels[$0 + 1]) }
    }
}
