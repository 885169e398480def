import IsolationForest
import Messages
import Scoring

/// Watches how far the scores of a live forest drift from its calibration; does no I/O.
///
/// Each copy of the scorer watches the alerts that it scores itself, each a fair sample of all.
struct DriftWatch: Sendable {
    private let record: ForestRecord
    private var meter: DriftMeter
    /// Whether the drift of this forest was told of; once is enough.
    private(set) var isTold = false

    init(_ live: LiveForest) {
        record = live.record
        meter = DriftMeter(calibrationRows: live.forest.calibration?.rows ?? 0)
    }

    /// How far the last alerts' scores are from the calibration, 0 to 1.
    var distance: Double { meter.distance }

    /// Takes scores; those of alerts that the trees know, or that cannot be judged, tell nothing.
    mutating func add(_ scores: [Score]) {
        for score in scores where !score.inTrainingSample && !score.score.isNaN {
            meter.add(tailProbability: score.tailProbability)
        }
    }

    /// What is to be told where the drift is beyond a limit and was not told of yet.
    func news(limit: Double) -> ForestEvent? {
        guard !isTold, meter.isBeyond(limit) else { return nil }
        return ForestEvent(
            kind: .drifting, forest: record, at: .now, driftDistance: meter.distance, driftLimit: limit,
            driftAlerts: UInt64(meter.count))
    }

    /// Notes that it was told.
    mutating func tell() { isTold = true }
}

extension ForestEvent {
    /// A drift in one line.
    var driftSummary: String {
        func short(_ value: Double) -> String { "\((value * 1_000).rounded() / 1_000)" }
        return "forest \(forest.id) drifting: the scores of the last \(driftAlerts) alerts are \(short(driftDistance)) "
            + "from its calibration, limit \(short(driftLimit))"
    }
}
