import Foundation

/// What the alerts of a simulated night really are: the file `truth.json` beside the packets.
///
/// ```json
/// {"version": 1, "seed": 7, "alertCount": 12000,
///  "classes": {"rr-lyrae": 2401, …}, "rarities": {"peryton": 5, …},
///  "alerts": [{"candid": "3366…", "object": "ZTF20abcdefg", "class": "rr-lyrae"},
///             {"candid": "3366…", "object": "ZTF21hijklmn", "rarity": "peryton", "isCombination": true}, …]}
/// ```
/// Candids are texts, as they have more digits than a JSON number keeps. The file is written last: a folder that has
/// it holds the whole night.
public struct NightTruth: Codable, Sendable, Equatable {
    /// Version of the simulation.
    public let version: Int
    /// Seed of the night.
    public let seed: UInt64
    /// Number of alerts.
    public let alertCount: Int
    /// How many ordinary alerts there are of each class.
    public let classes: [String: Int]
    /// How many alerts were planted of each kind of rarity.
    public let rarities: [String: Int]
    /// The alerts, in the order of time.
    public let alerts: [Entry]

    /// One alert.
    public struct Entry: Codable, Sendable, Equatable {
        /// The alert's id.
        public let candid: String
        /// The object's id.
        public let object: String
        /// What it is, nil for a rarity.
        public let `class`: SourceClass?
        /// What kind of rarity it is, nil for an ordinary alert.
        public let rarity: RarityKind?
        /// Whether only the combination of its features is rare; nil for an ordinary alert.
        public let isCombination: Bool?
    }

    /// Name of the file.
    public static let fileName = "truth.json"

    /// Takes the truth from a night.
    public init(of night: Night) {
        version = SimulatedSurvey.version
        seed = night.survey.seed
        alertCount = night.alerts.count
        var classes: [String: Int] = [:]
        var rarities: [String: Int] = [:]
        alerts = night.alerts.map { alert in
            var sourceClass: SourceClass?
            switch alert.truth {
            case .ordinary(let ordinary):
                sourceClass = ordinary
                classes[ordinary.rawValue, default: 0] += 1
            case .rarity(let kind): rarities[kind.rawValue, default: 0] += 1
            }
            return Entry(
                candid: String(alert.candid), object: alert.objectID, class: sourceClass, rarity: alert.rarity,
                isCombination: alert.rarity?.isCombination)
        }
        self.classes = classes
        self.rarities = rarities
    }

    /// Reads the truth of the night in a folder.
    ///
    /// - Returns: nil where the folder holds no complete simulated night of this version.
    public static func read(fromFolder folder: String) -> NightTruth? {
        guard let data = FileManager.default.contents(atPath: "\(folder)/\(fileName)"),
            let truth = try? JSONDecoder().decode(NightTruth.self, from: data), truth.version == SimulatedSurvey.version
        else { return nil }
        return truth
    }

    func write(toFolder folder: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        try encoder.encode(self).write(to: URL(fileURLWithPath: "\(folder)/\(Self.fileName)"))
    }

    /// The ids of the planted alerts, by kind of rarity.
    public var raritiesByKind: [String: [String]] {
        var kinds: [String: [String]] = [:]
        for alert in alerts {
            if let kind = alert.rarity { kinds[kind.rawValue, default: []].append(alert.candid) }
        }
        return kinds
    }
}
