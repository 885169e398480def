import Glibc
import Messages
import Sky

/// A watched position as the index keeps it; its texts are in a `TextStore`.
struct WatchedRow {
    let x: Double
    let y: Double
    let z: Double
    /// Arcseconds.
    let radius: Float
    /// The list's number when the row was put, or `offSky`.
    var list: Int32
    /// Hash of list and id.
    let idHash: UInt32
    /// Where id and comment are.
    let text: UInt32

    /// In place of the list's number: it was cleared, and the row is not found by its place any more.
    static let offSky: Int32 = -1

    /// Radians in an arcsecond.
    static let radiansPerArcsecond = Double.pi / 648_000

    /// The largest radius, arcseconds: 1°.
    static let largestRadius = 3600.0

    /// The limit of the largest radius.
    static let largestLimit = limit(largestRadius)

    var direction: UnitVector { UnitVector(x: x, y: y, z: z) }

    var level: Int { WatchLevel.level(radius: radius) }

    var skyHash: UInt32 { WatchLevel.hash(direction, level: level) }

    /// Square of the chord of the radius, and a little more for the rounding of the vectors' last digits.
    var limit: Double { Self.limit(Double(radius)) }

    private static func limit(_ radius: Double) -> Double {
        let chord = 2 * sin(radius * radiansPerArcsecond / 2) + 5e-16
        return chord * chord
    }
}

/// A row that is known to be good.
struct CheckedRow {
    let id: String
    let direction: UnitVector
    /// Arcseconds.
    let radius: Float
    let comment: String

    /// Checks a row; a radius of 0 is the list's.
    init(_ row: WatchlistRow, radiusArcseconds: Double) throws(WatchlistError) {
        func failure(_ problem: String) -> WatchlistError {
            WatchlistError(rowID: String(row.id.prefix(200)), problem: problem)
        }
        guard (1...TextStore.longestID).contains(row.id.utf8.count) else {
            throw failure("its id has \(row.id.utf8.count) bytes, expected 1 to \(TextStore.longestID)")
        }
        guard row.comment.utf8.count <= TextStore.longestComment else {
            throw failure(
                "its comment has \(row.comment.utf8.count) bytes, expected at most \(TextStore.longestComment)")
        }
        guard let position = SkyPosition(rightAscension: row.raDegrees, declination: row.decDegrees) else {
            throw failure("\(SkyError.badPosition(rightAscension: row.raDegrees, declination: row.decDegrees))")
        }
        let radius = row.radiusArcseconds == 0 ? radiusArcseconds : row.radiusArcseconds
        guard radius > 0, radius <= WatchedRow.largestRadius else {
            throw failure("its radius is \(radius) arcseconds, expected above 0 and at most 3600 (1 degree)")
        }
        id = row.id
        direction = UnitVector(position)
        self.radius = Float(radius)
        comment = row.comment
    }
}

/// How wide the pixels are in which rows of some radius are looked for.
///
/// Rows of up to 5″, 60″ and 1° are kept in pixels of order 14, 11 and 5, of which a pixel and its neighbours hold every cone
/// of that radius around a place in it: the narrowest pixel of order k is 0.688 / 2^k radians wide, 8.6″, 69″ and 4434″.
enum WatchLevel {
    static let count = 3

    /// The level of a radius in arcseconds.
    static func level(radius: Float) -> Int { radius <= 5 ? 0 : radius <= 60 ? 1 : 2 }

    private static func tessellation(_ level: Int) -> Healpix {
        Healpix(clampingOrder: level == 0 ? 14 : level == 1 ? 11 : 5)
    }

    /// Hash of the pixel that a direction lies in.
    static func hash(_ direction: UnitVector, level: Int) -> UInt32 {
        hash(pixel: tessellation(level).pixel(direction), level: level)
    }

    /// Calls with the hashes of the pixel that a direction lies in and of its neighbours.
    static func eachHash(around direction: UnitVector, level: Int, _ call: (UInt32) -> Void) {
        tessellation(level).eachOfNeighbourhood(direction) { call(hash(pixel: $0, level: level)) }
    }

    private static func hash(pixel: Int64, level: Int) -> UInt32 {
        mixed(UInt64(bitPattern: pixel) &* 4 &+ UInt64(level))
    }

    /// The upper half of the finalizer of SplitMix64.
    static func mixed(_ number: UInt64) -> UInt32 {
        var bits = number &* 0x9e37_79b9_7f4a_7c15
        bits = (bits ^ (bits >> 30)) &* 0xbf58_476d_1ce4_e5b9
        bits = (bits ^ (bits >> 27)) &* 0x94d0_49bb_1331_11eb
        return UInt32(truncatingIfNeeded: bits >> 32)
    }
}
