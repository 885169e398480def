import Foundation
import Sky

/// A tile of the simulated survey: a picture of 0.7306° a side, and the part of the sky that is its alone.
public struct CatalogueTile: Sendable {
    /// `DEShhmm±ddmm`, from its centre.
    public let name: String
    /// Centre, degrees; right ascension 0 ≤ ra < 360.
    public let centre: SkyPosition
    /// Degrees of right ascension that are the tile's alone, half on each side of its centre.
    let uniqueWidth: Double
    /// Corners of its picture, north-west, then on through the south.
    let corners: [SkyPosition]
    /// Interstellar reddening E(B − V) at the centre, and how it grows by degrees of right ascension and declination.
    let reddening: (centre: Double, perRightAscension: Double, perDeclination: Double)
    /// How its width grows with declination, as a share over its height.
    let slope: Double
    /// Share of stars among its objects.
    let starShare: Double

    /// Degrees of declination that are a tile's alone; 252 bands of tiles reach from pole to pole.
    static let uniqueHeight = 180.0 / Double(bands)
    static let bands = 252
    /// Pixels of a picture's side, and arc seconds of a pixel.
    static let pixels = 10_000
    static let pixelScale = 0.263

    init(_ place: Place) {
        let width = 360 / Double(place.count)
        let centreRightAscension = Double(place.index) * width
        let declination = -90 + (Double(place.band) + 0.5) * Self.uniqueHeight
        // Both are on the sky: a place comes from `Place.init`, which computes them from a position.
        let position =
            SkyPosition(rightAscension: centreRightAscension, declination: declination)
            ?? UnitVector(x: 1, y: 0, z: 0).position
        centre = position
        uniqueWidth = width
        name = Self.name(position)
        let half = Double(Self.pixels) / 2 * Self.pixelScale / 3600 * .pi / 180
        corners = Self.corners(position, half: half)
        let middle = Self.reddening(position.rightAscension, position.declination)
        reddening = (
            middle, 2 * (Self.reddening(position.rightAscension + 0.5, position.declination) - middle),
            2 * (Self.reddening(position.rightAscension, position.declination + 0.5) - middle)
        )
        slope = -Self.uniqueHeight * .pi / 180 * tan(position.declination * .pi / 180)
        let stars = 0.14 / max(0.3, abs(Self.sineOfGalacticLatitude(position)))
        starShare = stars / (1 + stars)
    }

    /// Hours and minutes of right ascension, degrees and minutes of declination, cut off and not rounded.
    private static func name(_ centre: SkyPosition) -> String {
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let minutes = Int(centre.rightAscension * 4)
        let arcMinutes = Int(abs(centre.declination) * 60)
        return "DES" + two(minutes / 60) + two(minutes % 60) + (centre.declination < 0 ? "-" : "+")
            + two(arcMinutes / 60) + two(arcMinutes % 60)
    }

    /// The picture's corners in its tangent plane, half a side in radians.
    private static func corners(_ centre: SkyPosition, half: Double) -> [SkyPosition] {
        let longitude = centre.rightAscension * .pi / 180
        let latitude = centre.declination * .pi / 180
        let out = UnitVector(centre)
        let east = UnitVector(x: -sin(longitude), y: cos(longitude), z: 0)
        let north = UnitVector(
            x: -sin(latitude) * cos(longitude), y: -sin(latitude) * sin(longitude), z: cos(latitude))
        return [(-half, half), (-half, -half), (half, -half), (half, half)].compactMap { x, y in
            UnitVector(
                normalizing: out.x + x * east.x + y * north.x, out.y + x * east.y + y * north.y, out.z + y * north.z
            )?.position
        }
    }

    /// Whether the picture lies on both sides of right ascension 0.
    public var crossesZero: Bool {
        let half = corners.map { abs(remainder($0.rightAscension - centre.rightAscension, 360)) }.max() ?? 0
        return centre.rightAscension < half || centre.rightAscension + half > 360
    }

    /// A smooth map of dust that never was: more of it near the galactic plane, in waves of some degrees.
    private static func reddening(_ rightAscension: Double, _ declination: Double) -> Double {
        let turn = Double.pi / 180
        let waves =
            sin(rightAscension * turn * 5 + 1) * cos(declination * turn * 7)
            + 0.5 * sin(rightAscension * turn * 23) * sin(declination * turn * 19 + 2)
        let declination = min(90, max(-90, declination))
        let height = SkyPosition(rightAscension: rightAscension, declination: declination).map(sineOfGalacticLatitude)
        return 0.012 + 0.012 / max(0.25, abs(height ?? 1)) * (1 + 0.4 * waves)
    }

    /// By the direction of the Galaxy's north pole, ICRS.
    ///
    /// Hipparcos catalogue, volume 1, §1.5.3.
    private static func sineOfGalacticLatitude(_ position: SkyPosition) -> Double {
        UnitVector(position).dot(UnitVector(rightAscension: 192.85948, declination: 27.12825))
    }

    /// Where a tile is among all that would cover the sky.
    struct Place: Hashable, Comparable {
        /// From the south pole.
        let band: Int
        /// From right ascension 0, where the middle of the first tile is.
        let index: Int
        /// Tiles in the band.
        let count: Int

        init(band: Int, index: Int) {
            self.band = band
            let edge = abs(Double(band) - Double(CatalogueTile.bands) / 2 + 0.5) - 0.5
            let widest = cos(edge * uniqueHeight * .pi / 180)
            count = max(3, Int((360 * widest / uniqueHeight).rounded(.up)))
            self.index = (index % count + count) % count
        }

        init(holding position: SkyPosition) {
            let band = min(bands - 1, Int((position.declination + 90) / uniqueHeight))
            let first = Place(band: band, index: 0)
            let index = (position.rightAscension / 360 * Double(first.count)).rounded()
            self.init(band: band, index: Int(index))
        }

        static func < (one: Place, other: Place) -> Bool { (one.band, one.index) < (other.band, other.index) }
    }

    /// The tiles of the survey's area: the shape of DES's, with its arm along the equator and across right ascension 0.
    static func footprint() -> [Place] {
        var places: [Place] = []
        for band in 0..<bands {
            let declination = -90 + (Double(band) + 0.5) * uniqueHeight
            guard let (west, east) = extent(at: declination) else { continue }
            let count = Place(band: band, index: 0).count
            let width = 360 / Double(count)
            for index in Int((west / width).rounded(.up))...Int((east / width).rounded(.down)) {
                places.append(Place(band: band, index: index))
            }
        }
        return places
    }

    /// From which right ascension to which the area reaches; those west of 0 are negative.
    private static func extent(at declination: Double) -> (Double, Double)? {
        guard declination > -66, declination < 5.4 else { return nil }
        if abs(declination) < 2.5 { return (-43, 45) }
        if declination > -8 { return (2, 45) }
        let outline: [(declination: Double, west: Double, east: Double)] = [
            (-66, -55, 96), (-60, -60, 100), (-52, -60, 93), (-42, -57, 86), (-38, -22, 82), (-28, -10, 74),
            (-20, -4, 62), (-8, 0, 48),
        ]
        for (low, high) in zip(outline, outline.dropFirst()) where declination <= high.declination {
            let share = (declination - low.declination) / (high.declination - low.declination)
            return (low.west + share * (high.west - low.west), low.east + share * (high.east - low.east))
        }
        return nil
    }
}
