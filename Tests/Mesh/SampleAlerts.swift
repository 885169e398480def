import Alerts
import Messages
import TestSupport

/// Alerts with made-up features: an ordinary cloud, and whatever a test puts outside it.
enum SampleAlerts {
    static let featureSet = FeatureSet.ztfCandidate

    /// Ordinary alerts of a stream, numbered.
    ///
    /// - Parameter shift: how far all features are moved.
    static func ordinary(_ numbers: Range<Int>, stream: String, seed: UInt64 = 1, shift: Float = 0) -> [Alert] {
        numbers.map { number in
            var random = SeededGenerator(seed: seed &+ UInt64(number))
            // The sum of four uniform numbers is close enough to a normal one.
            return alert(number, stream: stream) { _ in
                (0..<4).reduce(shift) { sum, _ in sum + .random(in: -1...1, using: &random) }
            }
        }
    }

    /// An alert far from all ordinary ones in every feature.
    static func odd(_ number: Int, stream: String) -> Alert {
        alert(number, stream: stream) { feature in feature % 2 == 0 ? 40 : -40 }
    }

    private static func alert(_ number: Int, stream: String, value: (Int) -> Float) -> Alert {
        Alert(
            project: "main", stream: stream, alertID: "\(number)", objectID: "ZTF\(number)", mjdUTC: 61_000,
            raDegrees: 10,
            decDegrees: -5, band: "g", magnitude: 18, magnitudeError: 0.1,
            features: FeatureVector(
                featureSet: featureSet.name, version: featureSet.version,
                values: FeatureValues(featureSet.features.indices.map(value))),
            publishedAt: .now, receivedAt: .now, survey: "test")
    }
}
