import Glibc

/// A frame of celestial coordinates, and how it turns into ICRS.
///
/// FK5 of equinox J2000 is taken as ICRS: the two differ by 0.02″. Older equinoxes are precessed (FK5: IAU 1976; FK4:
/// Newcomb's), FK4 is turned by Murray's (1989) matrix after the E-terms of aberration are taken away. That the frame rotates slowly
/// is left out: 0.5″ a century for what was observed before or after 1950.
struct SkyFrame: Sendable, Equatable {
    /// Rows of the matrix that leads to ICRS.
    private let rows: [[Double]]
    /// E-terms of aberration that directions of this frame contain.
    private let aberration: [Double]

    private static let identity: [[Double]] = [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
    private static let degree = Double.pi / 180

    /// The frame of a header's coordinates, by the kind of longitude, RADESYS and equinox.
    init(longitudeType: String, radesys: String, equinox: Double?) throws(ImageError) {
        switch longitudeType {
        case "RA": (rows, aberration) = try Self.equatorial(radesys, equinox)
        case "GLON": (rows, aberration) = (Self.galactic, [0, 0, 0])
        case "ELON":
            let (toICRS, terms) = try Self.equatorial(radesys, equinox)
            guard terms == [0, 0, 0] else {
                throw .noWorldCoordinates(reason: "ecliptic coordinates of \(radesys) are not supported")
            }
            let centuries = ((equinox ?? 2000) - 2000) / 100
            let tilt =
                radesys == "ICRS"
                ? 84_381.448
                : 84_381.448 - (46.815 + (0.00059 - 0.001813 * centuries) * centuries)
                    * centuries
            rows = Self.product(toICRS, Self.turn(0, -tilt / 3600 * Self.degree))
            aberration = terms
        default:
            throw .noWorldCoordinates(reason: "coordinates of the kind \(longitudeType) are not supported")
        }
    }

    /// Whether directions of the frame are ICRS as they are.
    var isICRS: Bool { rows == Self.identity }

    /// The ICRS direction of a place in the frame; vectors of length 1.
    func toICRS(_ direction: [Double]) -> [Double] {
        var vector = direction
        if aberration != [0, 0, 0] {
            let along = Self.dot(vector, aberration)
            vector = Self.unit((0..<3).map { vector[$0] - aberration[$0] + along * vector[$0] })
        }
        return Self.apply(rows, vector)
    }

    /// The frame's direction of an ICRS one.
    func fromICRS(_ direction: [Double]) -> [Double] {
        let turned = Self.apply(Self.transposed(rows), direction)
        guard aberration != [0, 0, 0] else { return turned }
        // The terms are 1e-6: each round gains six digits.
        var vector = turned
        for _ in 0..<4 {
            let along = Self.dot(vector, aberration)
            vector = Self.unit((0..<3).map { (turned[$0] + aberration[$0]) / (1 + along) })
        }
        return vector
    }

    private static func equatorial(
        _ radesys: String, _ equinox: Double?
    ) throws(ImageError) -> ([[Double]], [Double]) {
        // What the standard says of headers without RADESYS.
        let name = radesys.isEmpty ? equinox.map { $0 < 1984 ? "FK4" : "FK5" } ?? "ICRS" : radesys
        switch name {
        case "ICRS": return (identity, [0, 0, 0])
        case "FK5":
            guard let equinox, equinox != 2000 else { return (identity, [0, 0, 0]) }
            return (transposed(precession(from: 2000, to: equinox)), [0, 0, 0])
        case "FK4", "FK4-NO-E":
            let year = equinox ?? 1950
            let to1950 = year == 1950 ? identity : newcomb(from: year, to: 1950)
            return (product(fk4ToFK5, to1950), name == "FK4" ? eTerms(year) : [0, 0, 0])
        default: throw .noWorldCoordinates(reason: "the reference system \(name) is not supported")
        }
    }

    /// Precession of IAU 1976 (Lieske and others 1977), from J2000.
    private static func precession(from: Double, to: Double) -> [[Double]] {
        let t = (to - from) / 100
        let second = degree / 3600
        let zeta = (2306.2181 + (0.30188 + 0.017998 * t) * t) * t * second
        let z = (2306.2181 + (1.09468 + 0.018203 * t) * t) * t * second
        let theta = (2004.3109 - (0.42665 + 0.041833 * t) * t) * t * second
        return product(turn(2, -z), product(turn(1, theta), turn(2, -zeta)))
    }

    /// Newcomb's precession between Besselian equinoxes (Explanatory Supplement of 1961 as in Seidelmann 1992).
    private static func newcomb(from: Double, to: Double) -> [[Double]] {
        let (t1, t2) = ((from - 1850) / 1000, (to - 1850) / 1000)
        let dt = t2 - t1
        let second = degree / 3600
        let first = 23035.545 + (139.720 + 0.060 * t1) * t1
        let zeta = dt * (first + dt * (30.240 - 0.27 * t1 + dt * 17.995)) * second
        let z = dt * (first + dt * (109.480 + 0.39 * t1 + dt * 18.325)) * second
        let theta =
            dt * (20051.12 - (85.29 + 0.37 * t1) * t1 + dt * (-42.65 - 0.37 * t1 - dt * 41.80)) * second
        return product(turn(2, -z), product(turn(1, theta), turn(2, -zeta)))
    }

    /// E-terms of aberration at a Besselian equinox (Seidelmann 1992, page 170).
    private static func eTerms(_ year: Double) -> [Double] {
        // Julian centuries from B1950 of a Besselian year.
        let t = (year - 1950) * 365.242198781 / 36525
        let eccentricity = 0.01673011 - (0.00004193 + 0.000000126 * t) * t
        let perigee = (1_015_489.951 + (6190.67 + (1.65 + 0.012 * t) * t) * t) / 3600 * degree
        let tilt = (23.4457889 - (0.0130125 + (0.00000164 - 0.000000503 * t) * t) * t) * degree
        let k = 0.0056932 * degree
        return [
            eccentricity * k * sin(perigee), -eccentricity * k * cos(perigee) * cos(tilt),
            -eccentricity * k * cos(perigee) * sin(tilt),
        ]
    }

    /// B1950 to J2000 for directions without proper motion observed in 1950 (Murray 1989).
    private static let fk4ToFK5: [[Double]] = [
        [0.9999256794956877, -0.0111814832204662, -0.0048590038153592],
        [0.0111814832391717, 0.9999374848933135, -0.0000271625947142],
        [0.0048590037723143, -0.0000271702937440, 0.9999881946023742],
    ]

    /// Galactic to ICRS, by the pole and the longitude of the celestial pole (Hipparcos catalogue, volume 1, 1.5.3).
    private static let galactic: [[Double]] = transposed(
        product(
            turn(2, (180 - 122.93192) * degree), product(turn(1, (90 - 27.12825) * degree), turn(2, 192.85948 * degree))
        ))

    /// The matrix that turns the axes around one of them by an angle, counter-clockwise.
    private static func turn(_ axis: Int, _ angle: Double) -> [[Double]] {
        var rows = identity
        let (a, b) = ((axis + 1) % 3, (axis + 2) % 3)
        (rows[a][a], rows[a][b], rows[b][a], rows[b][b]) = (cos(angle), sin(angle), -sin(angle), cos(angle))
        return rows
    }

    private static func transposed(_ m: [[Double]]) -> [[Double]] { (0..<3).map { i in (0..<3).map { m[$0][i] } } }
    private static func dot(_ a: [Double], _ b: [Double]) -> Double { a[0] * b[0] + a[1] * b[1] + a[2] * b[2] }
    private static func apply(_ m: [[Double]], _ v: [Double]) -> [Double] { m.map { dot($0, v) } }
    private static func product(_ a: [[Double]], _ b: [[Double]]) -> [[Double]] {
        let columns = transposed(b)
        return a.map { row in columns.map { dot(row, $0) } }
    }
    private static func unit(_ v: [Double]) -> [Double] {
        let length = dot(v, v).squareRoot()
        return v.map { $0 / length }
    }
}
