/// Why an angle, a region or a coverage could not be made of what was given.
public enum SkyError: Error, Equatable, Sendable, CustomStringConvertible {
    /// A text that is no angle.
    case badAngle(text: String, expected: String)
    /// A text that is no region, and what was expected in it.
    case badRegionText(text: String, expected: String)
    /// A position outside the sky.
    case badPosition(rightAscension: Double, declination: Double)
    /// A cone's radius outside 0…180°.
    case badRadius(Double)
    /// A box's width or height outside 0…180°, both excluded.
    case badBoxSize(width: Double, height: Double)
    /// A polygon of so few vertices.
    case tooFewVertices(Int)
    /// Two neighbouring vertices (counted from 1) at the same place.
    case repeatedVertex(Int)
    /// A side between opposite points of the sky: many great circles join them.
    case antipodalSide(Int)
    /// Two sides (counted from 1) that cross or touch.
    case crossingSides(Int, Int)
    /// A polygon without an area.
    case noArea
    /// Bytes that are no region.
    case badBytes(String)
    /// A coverage that cannot be read.
    case badCoverage(String)
    /// A sky map that cannot be read.
    case badMap(String)
    /// A share of a sky map's probability outside 0…1, both excluded.
    case badCredibleLevel(Double)

    /// One line for people.
    public var description: String {
        switch self {
        case .badAngle(let text, let expected): "\"\(text)\" is no angle: expected \(expected)"
        case .badRegionText(let text, let expected): "\"\(text)\" is no region: expected \(expected)"
        case .badPosition(let rightAscension, let declination):
            "(\(rightAscension), \(declination)) is not on the sky: expected a finite right ascension and a"
                + " declination from -90 to 90, in degrees"
        case .badRadius(let radius): "a circle's radius is from 0 to 180 degrees, not \(radius)"
        case .badBoxSize(let width, let height):
            "a box's width and height are above 0 and below 180 degrees, not \(width) and \(height)"
        case .tooFewVertices(let count): "a polygon has at least 3 vertices, not \(count)"
        case .repeatedVertex(let index): "the polygon's vertex \(index) is at the same place as the one before it"
        case .antipodalSide(let index):
            "the polygon's side \(index) joins opposite points of the sky, so its way is not known: add a vertex between"
        case .crossingSides(let one, let other): "the polygon's sides \(one) and \(other) cross or touch"
        case .noArea: "the polygon has no area: its vertices lie on one great circle"
        case .badBytes(let what): "not a region in binary form: \(what)"
        case .badCoverage(let what): "not a multi-order coverage: \(what)"
        case .badMap(let what): "not a HEALPix sky map: \(what)"
        case .badCredibleLevel(let level): "a credible level is above 0 and below 1, for example 0.9, not \(level)"
        }
    }
}
