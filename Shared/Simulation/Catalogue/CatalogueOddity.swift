/// The kinds of odd object that the simulated catalogue has a few of: what batch scoring should find.
public enum CatalogueOddity: String, Sendable, CaseIterable, Codable {
    /// A point source of redshift 4: hardly any light in g, blue behind it.
    case quasar
    /// A dwarf so cool that it is seen in z and Y only.
    case ultracoolDwarf = "ultracool-dwarf"
    /// An asteroid that crossed one exposure: a trail in one band, nothing in the others.
    case asteroidTrail = "asteroid-trail"
    /// Two objects taken for one: flagged, drawn out, with colours of neither.
    case blend
    /// A saturated star's bleed along the columns.
    case saturatedBleed = "saturated-bleed"
    /// A star that moved between the bands' exposures, with another's light in two of them.
    case wrongMatch = "wrong-match"
    /// A reflection in the telescope: large, faint, round, without a centre.
    case ghost
}

/// What an odd object of the simulated catalogue is.
public struct CatalogueTruth: Sendable, Equatable, Codable {
    /// Its `coadd_object_id`.
    public let identifier: Int64
    /// What it is.
    public let kind: CatalogueOddity
}
