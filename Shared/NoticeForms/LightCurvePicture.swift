import Foundation
public import Messages
import Pictures

/// A small picture of an object's light curve, for messages.
///
/// 480 × 300 pixels: difference magnitude, bright at the top, against days before this alert. Each band has a colour and
/// a shape of its own, so that they can be told apart without colours too; bars are one sigma, hollow triangles that
/// point down are 5-sigma upper limits. This alert is in a ring.
public struct LightCurvePicture: Sendable {
    /// Pixels across.
    public static let width = 480
    /// Pixels down.
    public static let height = 300

    /// The most bytes of the file.
    public static let mostBytes = 40_000

    /// The file, a PNG of at most `mostBytes`.
    public let png: [UInt8]

    /// Draws the alert and its history.
    ///
    /// nil where there are fewer than two measurements or limits to draw. Of very many points as many are left out,
    /// evenly, as it takes for a small file.
    public init?(_ alert: Alert) {
        guard var curve = LightCurve(alert) else { return nil }
        while true {
            guard let png = try? LightCurveDrawing(curve).picture().png() else { return nil }
            if png.count <= Self.mostBytes {
                self.png = png
                return
            }
            guard curve.points.count > 2 else { return nil }
            curve = curve.thinned(to: curve.points.count / 2)
        }
    }
}

/// What is drawn of a light curve.
struct LightCurve {
    /// A measurement, or an upper limit.
    struct Point {
        /// Days from the alert, negative before it.
        let days: Double
        let band: String
        /// Or the limit.
        let magnitude: Double
        /// One sigma; 0 where unknown.
        let error: Double
        let isLimit: Bool
        let isThisAlert: Bool
    }

    let title: String
    /// Oldest first, this alert last.
    private(set) var points: [Point]

    /// The most points that are drawn.
    private static let mostPoints = 800

    init?(_ alert: Alert) {
        title = NoticeWords.shown(alert.objectID)
        var points: [Point] = []
        for point in alert.lightCurve {
            let days = point.mjdUTC - alert.mjdUTC
            guard days.isFinite, days.magnitude < 1e5 else { continue }
            let isLimit = !point.magnitude.isFinite
            let magnitude = Double(isLimit ? point.limitingMagnitude : point.magnitude)
            guard magnitude.magnitude < 100 else { continue }
            points.append(
                Point(
                    days: days, band: NoticeWords.shortened(point.band, 6), magnitude: magnitude,
                    error: Self.error(point.magnitudeError), isLimit: isLimit, isThisAlert: false))
        }
        if alert.magnitude.isFinite, alert.magnitude.magnitude < 100 {
            points.append(
                Point(
                    days: 0, band: NoticeWords.shortened(alert.band, 6), magnitude: Double(alert.magnitude),
                    error: Self.error(alert.magnitudeError), isLimit: false, isThisAlert: true))
        }
        guard points.count >= 2 else { return nil }
        self.points = Self.thinned(points, to: Self.mostPoints)
    }

    /// The light curve with at most so many points.
    func thinned(to count: Int) -> LightCurve {
        var curve = self
        curve.points = Self.thinned(points, to: count)
        return curve
    }

    /// At most so many points, evenly taken from the last backwards.
    private static func thinned(_ points: [Point], to count: Int) -> [Point] {
        guard points.count > count else { return points }
        return (0..<count).reversed().map { points[points.count - 1 - $0 * points.count / count] }
    }

    private static func error(_ value: Float) -> Double { value > 0 && value < 10 ? Double(value) : 0 }

    /// Days from left to right.
    var daysRange: ClosedRange<Double> {
        let first = min(points.map(\.days).min() ?? 0, 0), last = max(points.map(\.days).max() ?? 0, 0)
        let margin = max(0.04 * (last - first), 0.05)
        return first - margin...last + margin
    }

    /// Magnitudes from top to bottom: all measurements, and the limits that are not far from them.
    var magnitudeRange: ClosedRange<Double> {
        let measured = points.filter { !$0.isLimit }
        let shown = measured.isEmpty ? points : measured
        var top = shown.map { $0.magnitude - min($0.error, 0.5) }.min() ?? 0
        var bottom = shown.map { $0.magnitude + min($0.error, 0.5) }.max() ?? 0
        let reach = measured.isEmpty ? 0 : 1.5
        let near = (top - reach)...(bottom + reach)
        for limit in points where limit.isLimit && near.contains(limit.magnitude) {
            top = min(top, limit.magnitude)
            bottom = max(bottom, limit.magnitude)
        }
        // Noise is not blown up to fill the picture.
        let margin = max(0.1 * (bottom - top), 0.3 - (bottom - top) / 2)
        return top - margin...bottom + margin
    }

    /// Bands in the order of wavelength, the unknown ones behind the others.
    var bands: [String] {
        let known = BandStyle.order
        return Set(points.map(\.band)).sorted {
            let (left, right) = (known.firstIndex(of: $0) ?? known.count, known.firstIndex(of: $1) ?? known.count)
            return (left, $0) < (right, $1)
        }
    }
}
