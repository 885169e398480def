/// The ordinary kinds of source in a simulated night.
public enum SourceClass: String, Sendable, CaseIterable, Codable {
    /// Pulsating star of about half a day's period.
    case rrLyrae = "rr-lyrae"
    /// Binary star that eclipses.
    case eclipsingBinary = "eclipsing-binary"
    /// Red giant that varies over hundreds of days.
    case longPeriodVariable = "long-period-variable"
    /// Cataclysmic variable in outburst.
    case cataclysmicVariable = "cataclysmic-variable"
    /// Active galactic nucleus.
    case activeNucleus = "active-nucleus"
    /// Supernova.
    case supernova
    /// Known asteroid.
    case asteroid
    /// Artefact of the subtraction.
    case bogus

    /// Share of the night's ordinary alerts; all together 1.
    public var share: Double {
        switch self {
        case .rrLyrae: 0.20
        case .eclipsingBinary: 0.17
        case .longPeriodVariable: 0.13
        case .cataclysmicVariable: 0.04
        case .activeNucleus: 0.14
        case .supernova: 0.09
        case .asteroid: 0.15
        case .bogus: 0.08
        }
    }

    /// Whether single measurements of it may be far out; see `Blemish`.
    var isBlemished: Bool {
        switch self {
        case .rrLyrae, .eclipsingBinary, .longPeriodVariable, .activeNucleus, .cataclysmicVariable: true
        case .supernova, .asteroid, .bogus: false
        }
    }
}
