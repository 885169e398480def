import Foundation
import Messages
import Sky
import Subscriptions

/// SplitMix64: the same subscriptions, lists and anomalies in each run.
struct WorkloadRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var bits = state
        bits = (bits ^ (bits >> 30)) &* 0xbf58_476d_1ce4_e5b9
        bits = (bits ^ (bits >> 27)) &* 0x94d0_49bb_1331_11eb
        return bits ^ (bits >> 31)
    }

    /// Evenly over the logarithm.
    mutating func power(_ from: Double, _ to: Double) -> Double { pow(10, .random(in: from...to, using: &self)) }

    mutating func chance(_ share: Double) -> Bool { Double.random(in: 0..<1, using: &self) < share }

    mutating func pick<Element>(_ choices: [Element]) -> Element {
        choices[Int.random(in: 0..<choices.count, using: &self)]
    }

    /// Evenly over the sky.
    mutating func place() -> SkyPosition {
        SkyPosition(
            rightAscension: .random(in: 0..<360, using: &self),
            declination: asin(.random(in: -1...1, using: &self)) * 180 / .pi) ?? UnitVector(x: 1, y: 0, z: 0).position
    }
}

/// What the benchmark matches: subscriptions of every kind, watch-lists, anomalies.
struct Workload {
    static let project = "bench"
    static let listCount = 1000
    static let streams = ["ztf", "lsst", "atlas", "gaia", "panstarrs"]
    static let features = [
        "drb", "distnr", "magdiff", "fwhm", "elong", "nneg", "classtar", "sharpnr", "chinr", "ndethist", "rate",
        "colour", "age", "sgscore1", "distpsnr1", "diffmaglim", "seeratio", "ssdistnr", "scorr", "sky",
    ]
    static let vocabulary = ConditionVocabulary(
        features: Set(features), anomalyLimits: Dictionary(uniqueKeysWithValues: streams.map { ($0, 0.01) }))

    var random: WorkloadRandom

    init(seed: UInt64) { random = WorkloadRandom(seed: seed) }

    /// A subscription as people make them: a place, lists or a condition, mostly with limits.
    mutating func subscription(_ number: Int) throws -> Subscription {
        var subscription = Subscription(
            project: Self.project, name: "subscription-\(number)", owner: "user\(number % 500)", version: 1)
        if random.chance(0.6) {
            let count = random.pick([1, 1, 1, 2, 3])
            subscription.streams = Array(Self.streams.shuffled(using: &random).prefix(count))
        }
        if random.chance(0.6) { subscription.tailProbabilityLimit = random.power(-5, -2.3) }
        if random.chance(0.15) { subscription.scoreLimit = .random(in: 0.55...0.75, using: &random) }
        switch Double.random(in: 0..<1, using: &random) {
        case ..<0.15: subscription.areas = [cone()]
        case ..<0.20: subscription.areas = [box()]
        case ..<0.30: subscription.areas = [polygon()]
        case ..<0.38: subscription.areas = [try moc()]
        case ..<0.42: subscription.areas = [try skyMap()]
        case ..<0.50:
            subscription.areas = [latitudes()]
            subscription.condition = condition()
        case ..<0.65:
            subscription.owner = "user\(number % 500)"
            subscription.watchlists = (0..<random.pick([1, 1, 2])).map { _ in
                "list-\(Int.random(in: 0..<Self.listCount, using: &random))"
            }
        case ..<0.92: subscription.condition = condition()
        case ..<0.97:
            subscription.areas = [cone(), try moc(), latitudes()]
            subscription.condition = condition()
        default: subscription.tailProbabilityLimit = random.power(-5, -3.5)
        }
        if subscription.condition.isEmpty, random.chance(0.3) { subscription.condition = condition() }
        // All lists belong to one user, so that several subscriptions share each.
        if !subscription.watchlists.isEmpty { subscription.owner = "lists" }
        return subscription
    }

    private mutating func cone() -> SkyArea {
        let centre = random.place()
        return SkyArea(
            shape: "cone", degrees: [centre.rightAscension, centre.declination, random.power(-1.5, 0.8)])
    }

    private mutating func box() -> SkyArea {
        let centre = random.place()
        return SkyArea(
            shape: "box",
            degrees: [centre.rightAscension, centre.declination, random.power(-1, 1.2), random.power(-1, 1)])
    }

    private mutating func polygon() -> SkyArea {
        let centre = random.place()
        let size = random.power(-1, 1.2)
        let corners = (0..<random.pick([4, 5, 6, 12])).reversed().map { Double($0) }
        return SkyArea(
            shape: "polygon",
            degrees: corners.flatMap { corner in
                let place = centre.offset(
                    by: size * .random(in: 0.5...1, using: &random), positionAngle: corner * 360 / Double(corners.count)
                )
                return [place.rightAscension, place.declination]
            })
    }

    /// Fields of a survey: many small cones.
    private mutating func moc() throws -> SkyArea {
        var coverage = MultiOrderCoverage()
        for _ in 0..<random.pick([1, 5, 20]) {
            let field = try SkyRegion.circle(centre: random.place(), radius: random.power(-0.5, 0.7))
            coverage = coverage.union(MultiOrderCoverage(covering: field, order: 9))
        }
        return SkyArea(shape: "moc", label: "fields.moc", coverage: coverage.packed)
    }

    /// The credible area of a gravitational wave: one or two arcs.
    private mutating func skyMap() throws -> SkyArea {
        var coverage = MultiOrderCoverage()
        for _ in 0..<random.pick([1, 2]) {
            let middle = random.place()
            let bearing = Double.random(in: 0..<360, using: &random)
            for step in 0..<12 {
                let place = middle.offset(by: Double(step) * 2, positionAngle: bearing + Double(step))
                let spot = try SkyRegion.circle(centre: place, radius: .random(in: 1...4, using: &random))
                coverage = coverage.union(MultiOrderCoverage(covering: spot, order: 8))
            }
        }
        return SkyArea(shape: "skymap", credibleLevel: 0.9, label: "bayestar.fits", coverage: coverage.packed)
    }

    private mutating func latitudes() -> SkyArea {
        let shape = random.pick(["galactic-latitude", "galactic-latitude", "ecliptic-latitude"])
        let edge = random.pick([5.0, 10, 15, 20, 30])
        return SkyArea(shape: shape, degrees: [-edge, edge], isOutside: random.chance(0.7))
    }

    /// A condition of two or three tests, as in the README.
    private mutating func condition() -> String {
        func number(_ from: Double, _ to: Double) -> String {
            String(format: "%.3f", Double.random(in: from...to, using: &random))
        }
        // A feature is asked about once, as tests that contradict each other are refused.
        let features = Self.features.shuffled(using: &random)
        let tests = [
            "magnitude < \(number(15.5, 18.5))", "feature.\(features[0]) > \(number(0.8, 0.99))",
            "feature.\(features[1]) < \(number(0.01, 0.2))", "band = \"\(random.pick(["g", "r", "i"]))\"",
            "top_feature = \"\(features[2])\"", "share.\(features[3]) > \(number(0.08, 0.12))",
            "feature.\(features[4]) between 0.4 and \(number(0.41, 0.5))", "age_days < \(number(0.5, 5))",
            "not (feature.\(features[5]) > 0.5 or feature.\(features[6]) > 0.5)",
            "detections >= \(Int.random(in: 3...12, using: &random))", "brightening > \(number(0.1, 0.5))",
        ]
        let count = random.pick([1, 2, 2, 3])
        return tests.shuffled(using: &random).prefix(count).joined(separator: " and ")
    }

    /// A row of a list: an object's name, and for half of them a word on it.
    mutating func row(_ number: Int) -> WatchlistRow {
        let place = random.place()
        return WatchlistRow(
            id: "ZTF18a\(number)", raDegrees: place.rightAscension, decDegrees: place.declination,
            radiusArcseconds: random.chance(0.9) ? 0 : random.power(0, 1.7),
            comment: random.chance(0.5) ? "AGN, z = 0.1" : "")
    }

    /// An anomaly; a third lie near a watched row.
    mutating func anomaly(_ number: Int, rows: [WatchlistRow]) -> Anomaly {
        var place = random.place()
        if random.chance(1 / 3.0), !rows.isEmpty {
            let row = random.pick(rows)
            if let centre = SkyPosition(rightAscension: row.raDegrees, declination: row.decDegrees) {
                place = centre.offset(
                    by: Double.random(in: 0...2.5, using: &random) / 3600,
                    positionAngle: .random(in: 0..<360, using: &random))
            }
        }
        let stream = random.pick(Self.streams)
        let mjd = 60_000 + Double.random(in: 0..<1, using: &random)
        let alert = Alert(
            project: Self.project, stream: stream, alertID: "\(number)", objectID: "ZTF18a\(number)", mjdUTC: mjd,
            raDegrees: place.rightAscension, decDegrees: place.declination, band: random.pick(["g", "r", "i"]),
            magnitude: .random(in: 16...21, using: &random), magnitudeError: 0.05,
            lightCurve: (0..<15).map { point in
                LightCurvePoint(
                    mjdUTC: mjd - 30 + 2 * Double(point), band: random.pick(["g", "r"]),
                    magnitude: random.chance(0.3) ? .nan : .random(in: 16...21, using: &random), magnitudeError: 0.1,
                    limitingMagnitude: 20.5)
            })
        var explanation = Self.features.map {
            Contribution(
                feature: $0, value: .random(in: 0...1, using: &random), typical: 0.5,
                share: .random(in: 0...0.1, using: &random))
        }
        explanation.sort { $0.share > $1.share }
        let score = Score(
            project: Self.project, stream: stream, alertID: alert.alertID, objectID: alert.objectID,
            forestID: "\(stream)/1", score: .random(in: 0.5...0.8, using: &random),
            tailProbability: random.power(-5, -2), inTrainingSample: false)
        return Anomaly(score: score, alert: alert, explanation: explanation, anomalyLimit: 0.01)
    }
}
