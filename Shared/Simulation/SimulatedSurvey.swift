import Alerts

/// A survey that never was: makes the same night of ZTF packets from the same seed.
///
/// ```swift
/// let survey = SimulatedSurvey(seed: 1, size: .full)
/// let truth = try survey.writeNight(toFolder: "night")
/// ```
public struct SimulatedSurvey: Sendable, Equatable {
    /// How many alerts a night has.
    public enum Size: Sendable, Equatable {
        /// 1,500 alerts, for tests.
        case small
        /// 12,000 alerts.
        case full
        /// So many alerts, at least 200.
        case count(Int)

        /// Number of alerts.
        public var alerts: Int {
            switch self {
            case .small: 1500
            case .full: 12_000
            case .count(let count): max(200, count)
            }
        }
    }

    /// Seed of all that is random.
    public let seed: UInt64
    /// How many alerts a night has.
    public let size: Size

    /// Version of the simulation: nights of different versions differ though their seeds do not.
    public static let version = 1

    /// Makes a survey.
    public init(seed: UInt64, size: Size) {
        self.seed = seed
        self.size = size
    }

    /// Alerts that are planted of each kind of rarity.
    public var raritiesOfEachKind: Int { max(1, size.alerts / 2400) }

    /// The Julian Date when the night begins, UTC.
    private static let begin = 2_461_120.65
    private static let lengthDays = 0.38

    /// Simulates the night; takes about a second for 12,000 alerts.
    public func night() -> Night {
        var random = SimulationRandom(seed: seed, stream: 0)
        let rarities = RarityKind.allCases.count * raritiesOfEachKind
        var made = ordinaryAlerts(count: size.alerts - rarities, random: &random)
        let quantiles = FeatureQuantiles(
            rows: made.map { FeatureSet.ztfCandidate.values(of: $0.candidate.values) },
            names: FeatureSet.ztfCandidate.features.map(\.name))
        let planter = RarityPlanter(quantiles: quantiles)
        for kind in RarityKind.allCases {
            for _ in 0..<raritiesOfEachKind {
                let jd = Self.begin + random.uniform() * Self.lengthDays
                made.append(
                    Unnamed(
                        truth: .rarity(kind), object: Self.objectID(&random),
                        candidate: planter.rarity(kind, jd: jd, random: &random)))
            }
        }
        made.sort { $0.candidate.jd < $1.candidate.jd }
        return Night(survey: self, alerts: made.enumerated().map { name($1, index: $0) })
    }

    /// An alert that has no place in the night's order yet.
    private struct Unnamed {
        let truth: SimulatedAlert.Truth
        let object: String
        let candidate: SimulatedCandidate

    }

    /// Objects are drawn until their alerts are enough; a third of the objects is seen twice, in both bands.
    private func ordinaryAlerts(count: Int, random: inout SimulationRandom) -> [Unnamed] {
        var made: [Unnamed] = []
        made.reserveCapacity(count)
        while made.count < count {
            let sourceClass = Self.drawClass(&random)
            let jd = Self.begin + random.uniform() * Self.lengthDays
            let object = SimulatedObject(sourceClass, jd: jd, random: &random)
            let name = Self.objectID(&random)
            let filter = random.chance(0.5) ? 1 : 2
            let first = object.measured(
                in: SimulatedExposure(jd: jd, filter: filter, random: &random), after: nil, random: &random)
            made.append(Unnamed(truth: .ordinary(sourceClass), object: name, candidate: first))
            // An asteroid has moved on to a place of its own.
            guard sourceClass != .asteroid, random.chance(0.35), made.count < count else { continue }
            let later = SimulatedExposure(jd: jd + random.uniform(0.02, 0.05), filter: 3 - filter, random: &random)
            let second = object.measured(in: later, after: first, random: &random)
            made.append(Unnamed(truth: .ordinary(sourceClass), object: name, candidate: second))
        }
        return made
    }

    private static func drawClass(_ random: inout SimulationRandom) -> SourceClass {
        var place = random.uniform()
        for sourceClass in SourceClass.allCases {
            place -= sourceClass.share
            if place < 0 { return sourceClass }
        }
        return .bogus
    }

    /// A name as ZTF's: the year of discovery and seven letters.
    private static func objectID(_ random: inout SimulationRandom) -> String {
        let year = 18 + Int(random.uniform() * 8)
        let letters = (0..<7).map { _ in Character(UnicodeScalar(UInt8(ascii: "a") + UInt8(random.next() % 26))) }
        return "ZTF\(year)" + String(letters)
    }

    /// Gives an alert its candid: days since ZTF's first night in 10⁻⁶ and the place in the night's order, so that no
    /// two are equal and names sort by time.
    private func name(_ alert: Unnamed, index: Int) -> SimulatedAlert {
        SimulatedAlert(
            candid: PacketContent.microdays(jd: alert.candidate.jd) * 1_000_000_000 + Int64(index),
            objectID: alert.object, truth: alert.truth, index: index, candidate: alert.candidate)
    }
}
