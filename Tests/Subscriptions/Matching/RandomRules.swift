import Foundation
import Messages
import Sky
import TestSupport

@testable import Subscriptions

/// What seeded tests of matching draw from.
struct RandomRules {
    var random: SeededGenerator
    let streams = ["ztf", "lsst", "atlas"]
    /// Where positions crowd, so that areas, lists and anomalies meet: the poles, right ascension 0 and some others.
    let crowds: [(Double, Double)] = [(0, 90), (0, -90), (0, 0), (359.99999, 41.8103), (45, -30), (187.7, 12.4)]

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    /// A position, often within some arcseconds or degrees of a crowd.
    mutating func position() -> SkyPosition {
        let anywhere = SkyPosition(
            rightAscension: .random(in: 0..<360, using: &random),
            declination: asin(.random(in: -1...1, using: &random)) * 180 / .pi)
        guard Int.random(in: 0..<4, using: &random) > 0, let crowd = crowds.randomElement(using: &random),
            let middle = SkyPosition(rightAscension: crowd.0, declination: crowd.1)
        else { return anywhere ?? origin }
        let distance = pow(10, Double.random(in: -4.5...0.8, using: &random))
        return middle.offset(by: distance, positionAngle: .random(in: 0..<360, using: &random))
    }

    private var origin: SkyPosition { UnitVector(x: 1, y: 0, z: 0).position }

    mutating func area() throws -> SkyArea {
        let centre = position()
        let (ra, dec) = (centre.rightAscension, centre.declination)
        var area: SkyArea
        switch Int.random(in: 0..<6, using: &random) {
        case 0:
            let radius = pow(10, Double.random(in: -3...2, using: &random))
            area = SkyArea(shape: "cone", degrees: [ra, dec, radius])
        case 1:
            let width = Double.random(in: 0.01...60, using: &random)
            area = SkyArea(shape: "box", degrees: [ra, dec, width, .random(in: 0.01...40, using: &random)])
        case 2:
            let size = Double.random(in: 0.1...30, using: &random)
            let corners = (0..<5).flatMap { index in
                let corner = centre.offset(
                    by: size * .random(in: 0.3...1, using: &random), positionAngle: Double(index) * 72 + 10)
                return [corner.rightAscension, corner.declination]
            }
            area = SkyArea(shape: "polygon", degrees: corners)
        case 3:
            let from = Double.random(in: -90...60, using: &random)
            let shape = Bool.random(using: &random) ? "galactic-latitude" : "ecliptic-latitude"
            area = SkyArea(shape: shape, degrees: [from, .random(in: from + 0.1...90, using: &random)])
        default:
            let cone = try SkyRegion.circle(centre: centre, radius: .random(in: 0.1...20, using: &random))
            let coverage = MultiOrderCoverage(covering: cone, order: Int.random(in: 3...10, using: &random))
            area = try SkyArea(shape: "moc", moc: coverage.text, label: "a.moc").normalised()
        }
        area.isOutside = Int.random(in: 0..<4, using: &random) == 0
        return area
    }

    mutating func subscription(_ number: Int, conditions: [String]) throws -> Subscription {
        var subscription = Subscription(
            project: number % 7 == 0 ? "other" : "demo", name: "s\(number)", owner: "ada", version: 1)
        if Bool.random(using: &random) {
            subscription.streams = Array(streams.shuffled(using: &random).prefix(Int.random(in: 1...2, using: &random)))
        }
        if Bool.random(using: &random) {
            subscription.tailProbabilityLimit = pow(10, .random(in: -4...(-2), using: &random))
        }
        if Int.random(in: 0..<4, using: &random) == 0 {
            subscription.scoreLimit = .random(in: 0.4...0.7, using: &random)
        }
        switch Int.random(in: 0..<5, using: &random) {
        case 0: break
        case 1: subscription.watchlists = ["list\(Int.random(in: 0..<5, using: &random))", "list0"]
        default:
            for _ in 0..<Int.random(in: 1...3, using: &random) { subscription.areas.append(try area()) }
        }
        if Bool.random(using: &random) { subscription.condition = conditions.randomElement(using: &random) ?? "" }
        subscription.isPaused = Int.random(in: 0..<20, using: &random) == 0
        return subscription
    }

    mutating func anomaly(_ number: Int) -> Anomaly {
        let position = position()
        let stream = Int.random(in: 0..<20, using: &random) == 0 ? "new" : streams.randomElement(using: &random) ?? ""
        let tail = pow(10, Double.random(in: -5...(-2), using: &random))
        let isJudged = Int.random(in: 0..<20, using: &random) > 0
        let score = Score(
            project: "demo", stream: stream, alertID: "\(number)", objectID: "o\(number)", forestID: "\(stream)/1",
            score: isJudged ? .random(in: 0.4...0.8, using: &random) : .nan,
            tailProbability: isJudged ? tail : 1, inTrainingSample: false, publishedAt: .unknown,
            receivedAt: .unknown, scoredAt: .unknown)
        let alert = Alert(
            project: "demo", stream: stream, alertID: "\(number)", objectID: "o\(number)",
            mjdUTC: 60_000 + .random(in: 0..<1, using: &random), raDegrees: position.rightAscension,
            decDegrees: position.declination, band: ["g", "r", "i", ""].randomElement(using: &random) ?? "",
            magnitude: Int.random(in: 0..<10, using: &random) == 0 ? .nan : .random(in: 15...21, using: &random),
            magnitudeError: .random(in: 0.01...0.2, using: &random),
            features: FeatureVector(featureSet: "test", version: 1, values: []))
        var explanation = ["drb", "distnr", "rate"].map {
            Contribution(
                feature: $0, value: .random(in: 0...1, using: &random), typical: 0.5,
                share: .random(in: 0...1, using: &random))
        }
        explanation.sort { $0.share > $1.share }
        return Anomaly(score: score, alert: alert, explanation: explanation, anomalyLimit: 0.01)
    }

    /// A row near a crowd or anywhere.
    mutating func row(_ number: Int) -> WatchlistRow {
        let position = position()
        return WatchlistRow(
            id: "object \(number)", raDegrees: position.rightAscension, decDegrees: position.declination,
            radiusArcseconds: [0, 2, 4.9, 5, 30, 60, 900, 3600].randomElement(using: &random) ?? 0,
            comment: Bool.random(using: &random) ? "comment \(number)" : "")
    }
}
