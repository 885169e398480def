import CPictureKernels

/// Which values of an image are shown as black and as white.
///
/// Only finite values count; an image without any has no limits.
public enum Limits: Sendable, Equatable {
    /// IRAF's zscale: the median's surroundings, by the slope of the sorted values.
    case zscale(ZScale = ZScale())
    /// The middle so many percent: of 99.5, a quarter percent is cut off at either end.
    case percentile(Double = 99.5)
    /// From one percentile to another.
    case percentiles(lower: Double, upper: Double)
    /// From the least to the greatest value.
    case minmax
    /// These values.
    case explicit(low: Double, high: Double)

    /// The limits for an image; nil where it has no finite value.
    ///
    /// They equal those of astropy's ZScaleInterval, PercentileInterval, AsymmetricPercentileInterval and
    /// MinMaxInterval to the precision of floats. Percentiles outside of 0…100 count as the nearer end.
    public func values(for image: Intensities) -> ClosedRange<Double>? {
        switch self {
        case .explicit(let low, let high):
            return Self.range(low, high)
        case .zscale(let zscale):
            return zscale.limits(of: image.finite)
        case .percentile(let share):
            return Self.percentiles(of: image.finite, [50 - share / 2, 50 + share / 2])
        case .percentiles(let lower, let upper):
            return Self.percentiles(of: image.finite, [lower, upper])
        case .minmax:
            return Self.percentiles(of: image.finite, [0, 100])
        }
    }

    private static func percentiles(of values: [Float], _ percents: [Double]) -> ClosedRange<Double>? {
        var values = values
        let found = percents.compactMap { quantile($0 / 100, of: &values) }
        return found.count == 2 ? range(found[0], found[1]) : nil
    }

    /// The value with such a share of all below it, on the straight line between its two neighbours; moves values about.
    static func quantile(_ share: Double, of values: inout [Float]) -> Double? {
        guard !values.isEmpty else { return nil }
        let place = (share.isNaN ? 0 : min(1, max(0, share))) * Double(values.count - 1)
        let rank = Int(place)
        let count = Int64(values.count)
        return values.withUnsafeMutableBufferPointer { buffer in
            guard let start = buffer.baseAddress else { return nil }
            let below = Double(pk_select(start, count, Int64(rank)))
            guard rank + 1 < buffer.count, place > Double(rank) else { return below }
            // Those behind are not smaller: the next is the least of them.
            let above = Double(buffer[(rank + 1)...].min() ?? start[rank])
            return below + (place - Double(rank)) * (above - below)
        }
    }

    /// A range between finite numbers, whichever is greater; nil where one is not finite.
    private static func range(_ a: Double, _ b: Double) -> ClosedRange<Double>? {
        a.isFinite && b.isFinite ? min(a, b)...max(a, b) : nil
    }
}
