/// How far recent scores have moved away from what a forest's calibration foretells.
///
/// Where rows are still what they were, their tail probabilities are uniform between 0 and 1. The meter keeps those of the
/// last rows and measures the Kolmogorov–Smirnov distance D: the largest difference, over all p, between p and the share
/// of rows with a tail probability of at most p. D is 0 where nothing has changed, 0.5 or more where rows are of another
/// kind altogether. Both ways count: rows that look odder than they should, and rows that look too ordinary.
///
/// ```swift
/// var drift = DriftMeter(calibrationRows: forest.calibration?.rows ?? 0)
/// drift.add(tailProbability: forest.tailProbability(ofScore: score))     // row after row
/// if drift.isBeyond(0.1) { print("trained on other rows than these: \(drift.distance)") }
/// ```
///
/// Rows that a forest was trained on do not count, as its trees know them: leave them out.
public struct DriftMeter: Sendable {
    /// Rows that it remembers at most.
    public let window: Int
    /// Rows that the calibration was made from.
    public let calibrationRows: Int

    /// Rows needed before anything is said to be beyond a limit.
    public static let rowsNeeded = 1_000
    /// D is taken at so many probabilities, which is finer than what `rowsNeeded` rows can tell.
    private static let bins = 200

    /// The bin of each remembered row; the oldest is at `next` once the window is full.
    private var recent: [UInt8] = []
    private var next = 0
    private var counts = [Int](repeating: 0, count: Self.bins)

    /// A meter that has seen nothing.
    public init(window: Int = 5_000, calibrationRows: Int) {
        self.window = max(1, window)
        self.calibrationRows = calibrationRows
        recent.reserveCapacity(self.window)
    }

    /// Takes the tail probability of one more row, and forgets the oldest beyond the window.
    ///
    /// What is not a number is left out.
    public mutating func add(tailProbability: Double) {
        if tailProbability.isNaN { return }
        // p = 0.005 belongs to the first of 200 bins, p = 1 to the last.
        let place = (tailProbability * Double(Self.bins)).rounded(.up) - 1
        let bin = UInt8(min(max(place, 0), Double(Self.bins - 1)))
        counts[Int(bin)] += 1
        if recent.count < window {
            recent.append(bin)
        } else {
            counts[Int(recent[next])] -= 1
            recent[next] = bin
            next = (next + 1) % window
        }
    }

    /// Rows that the distance is measured on.
    public var count: Int { recent.count }

    /// The Kolmogorov–Smirnov distance D, from 0 to 1; 0 where no row has come.
    public var distance: Double {
        guard count > 0 else { return 0 }
        var below = 0
        var largest = 0.0
        for (bin, rows) in counts.enumerated() {
            below += rows
            let expected = Double(bin + 1) / Double(Self.bins)
            largest = max(largest, (Double(below) / Double(count) - expected).magnitude)
        }
        return largest
    }

    /// What D exceeds once in a million times by chance, as both the recent rows and those of the calibration are samples:
    /// λ √(1/n + 1/m) with 2 exp(−2 λ²) = 10⁻⁶.
    public var chanceDistance: Double {
        guard count > 0, calibrationRows > 0 else { return 1 }
        return 2.694 * (1 / Double(count) + 1 / Double(calibrationRows)).squareRoot()
    }

    /// Whether rows have drifted: there are enough of them, and D is beyond the limit and beyond chance.
    public func isBeyond(_ limit: Double) -> Bool {
        count >= min(Self.rowsNeeded, window) && distance > max(limit, chanceDistance)
    }
}
