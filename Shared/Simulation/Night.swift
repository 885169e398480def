import Alerts

/// One alert of a simulated night, with the truth about it.
public struct SimulatedAlert: Sendable {
    /// What the survey calls the alert; ascending with time.
    public let candid: Int64
    /// What the survey calls the object; several alerts of one night may share it.
    public let objectID: String
    /// What it is.
    public let truth: Truth
    /// Place in the night, from 0.
    let index: Int
    let candidate: SimulatedCandidate

    /// What an alert really is.
    public enum Truth: Sendable, Hashable {
        /// An ordinary source.
        case ordinary(SourceClass)
        /// A planted rarity.
        case rarity(RarityKind)
    }

    /// The kind of rarity, nil for an ordinary alert.
    public var rarity: RarityKind? {
        if case .rarity(let kind) = truth { kind } else { nil }
    }

    /// The features of `ztf.candidate` version 1, as a reader of the packet finds them.
    public var features: [Float] { FeatureSet.ztfCandidate.values(of: candidate.values) }
}

/// A night of alerts, in the order of time.
public struct Night: Sendable {
    /// The survey that made it.
    public let survey: SimulatedSurvey
    /// The alerts, earliest first.
    public let alerts: [SimulatedAlert]
}
