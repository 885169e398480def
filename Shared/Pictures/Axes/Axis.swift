import Foundation

/// A straight axis: which place in a picture belongs to a number, and where its ticks are.
public struct Axis: Sendable {
    /// The numbers from one end to the other.
    public let range: ClosedRange<Double>
    /// The place of the range's lower bound, in pixels.
    public let start: Double
    /// The place of its upper bound.
    public let end: Double

    /// An axis from a place to another; a range without width is widened around its number.
    public init(_ range: ClosedRange<Double>, from start: Double, to end: Double) {
        if range.lowerBound < range.upperBound {
            self.range = range
        } else {
            let half = max(range.lowerBound.magnitude * 1e-3, 1e-9)
            self.range = range.lowerBound - half...range.upperBound + half
        }
        self.start = start
        self.end = end
    }

    private var width: Double { range.upperBound - range.lowerBound }

    /// The place of a number; outside of the axis for one outside of its range.
    public func place(of value: Double) -> Double {
        start + (value - range.lowerBound) / width * (end - start)
    }

    /// The number at a place.
    public func value(at place: Double) -> Double { range.lowerBound + (place - start) / (end - start) * width }

    /// A number on an axis with its words.
    public struct Tick: Sendable, Equatable {
        /// The number.
        public let value: Double
        /// The number, divided by the axis' power of ten, as it is written.
        public let text: String
    }

    /// The power of ten that very large or small numbers are divided by, so that they can be written short; else 0.
    public var exponent: Int {
        let largest = max(range.lowerBound.magnitude, range.upperBound.magnitude)
        guard largest > 0, largest >= 1e5 || largest < 1e-2 else { return 0 }
        return Int((log10(largest) / 3).rounded(.down)) * 3
    }

    /// Round numbers in the range, 1, 2 or 5 times a power of ten apart: about `count` of them.
    public func ticks(about count: Int) -> [Tick] {
        let rough = 0.75 * width / Double(max(1, count))
        let power = Int(log10(rough).rounded(.down))
        var step = 10 * pow(10, Double(power))
        var decimals = max(0, exponent - power - 1)
        for factor in [5.0, 2, 1] where factor * pow(10, Double(power)) >= rough {
            step = factor * pow(10, Double(power))
            decimals = max(0, exponent - power)
        }
        let first = (range.lowerBound / step - 1e-6).rounded(.up)
        let last = (range.upperBound / step + 1e-6).rounded(.down)
        guard last >= first, last - first < 1_000 else { return [] }
        let unit = pow(10, Double(exponent))
        return (0...Int(last - first)).map { index in
            let value = (first + Double(index)) * step
            let number = value.magnitude < step / 2 ? 0 : value / unit
            return Tick(value: value, text: String(format: "%.\(decimals)f", number).replacing("-", with: "−"))
        }
    }
}

/// What the numbers of an axis are.
public struct AxisTitle: Sendable, Equatable {
    /// In words.
    public var name: String
    /// Unit; empty for pure numbers.
    public var unit: String

    /// A name and a unit.
    public init(_ name: String, unit: String = "") {
        self.name = name
        self.unit = unit
    }

    /// The title of an axis: its name, and the unit of its numbers with the power of ten that they are divided by.
    func text(for axis: Axis) -> String {
        let power = axis.exponent == 0 ? [] : ["1e\(axis.exponent)".replacing("-", with: "−")]
        let unit = (power + (unit.isEmpty ? [] : [unit])).joined(separator: " ")
        return unit.isEmpty ? name : "\(name) [\(unit)]"
    }
}
