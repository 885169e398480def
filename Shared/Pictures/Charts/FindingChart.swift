import Foundation

/// What an observer takes to the telescope: the field, the target, stars to find it from, and the offsets to it.
///
/// Positions are pixels of the image as a WCS gives them: 1 is the middle of the first pixel, y counts up from the bottom
/// row, which is at the bottom of the picture too.
public struct FindingChart: Sendable {
    /// How the sky lies on the picture.
    public struct Orientation: Sendable, Equatable {
        /// Where North is, in degrees from up, counted towards the left; no arrows where it is not finite.
        public var north: Double
        /// Whether East is a quarter turn from North towards the left, as in the sky; false for mirrored images.
        public var isSkyLike: Bool

        /// North up and East to the left unless told otherwise.
        public init(north: Double = 0, isSkyLike: Bool = true) {
            self.north = north
            self.isSkyLike = isSkyLike
        }

        /// That of the matrix from pixels to degrees (CDi_j, or PCi_j with CDELTi); nil where it has no inverse.
        public init?(cd11: Double, cd12: Double, cd21: Double, cd22: Double) {
            let determinant = cd11 * cd22 - cd12 * cd21
            guard determinant.isFinite, determinant != 0 else { return nil }
            // One degree North is −cd12 / determinant pixels to the right and cd11 / determinant up.
            north = atan2(cd12 / determinant, cd11 / determinant) * 180 / .pi
            isSkyLike = determinant < 0
        }
    }

    /// A star near the target.
    public struct ReferenceStar: Sendable, Equatable {
        /// Pixel, from 1 at the left.
        public var x: Double
        /// Pixel, from 1 at the bottom.
        public var y: Double
        /// Beside its circle and in the table, for example S1.
        public var label: String
        /// Its right ascension and declination, as they are to be read.
        public var position: String
        /// Its brightness, for example "16.32 g".
        public var magnitude: String
        /// From the star to the target, in seconds of arc towards East (on the sky, that is times cos δ).
        public var eastOffset: Double
        /// From the star to the target, in seconds of arc towards North.
        public var northOffset: Double

        /// A star and how the target lies to it.
        public init(
            x: Double, y: Double, label: String, position: String, magnitude: String, eastOffset: Double,
            northOffset: Double
        ) {
            self.x = x
            self.y = y
            self.label = label
            self.position = position
            self.magnitude = magnitude
            self.eastOffset = eastOffset
            self.northOffset = northOffset
        }
    }

    /// The field, already stretched; `field(of:)` makes dark stars on a light sky.
    public var field: Picture
    /// Seconds of arc a pixel of the field; where it is not above 0, neither size nor scale are told.
    public var pixelScale: Double
    /// How the sky lies on the field.
    public var orientation: Orientation
    /// The target's pixel, from 1 at the left and at the bottom.
    public var target: (x: Double, y: Double)
    /// Stars to find the target from, in the order of the table.
    public var stars: [ReferenceStar]
    /// The target's name.
    public var title: String
    /// The target's right ascension and declination, as they are to be read.
    public var position: String
    /// Epoch, band and the like: one line.
    public var observation: String

    /// A chart of a field.
    public init(
        field: Picture, pixelScale: Double, orientation: Orientation = Orientation(), target: (x: Double, y: Double),
        stars: [ReferenceStar] = [], title: String, position: String, observation: String = ""
    ) {
        self.field = field
        self.pixelScale = pixelScale
        self.orientation = orientation
        self.target = target
        self.stars = stars
        self.title = title
        self.position = position
        self.observation = observation
    }

    /// The field of a chart from an image: dark stars on a light sky.
    ///
    /// With s the sky's noise, the distance from the 16th percentile to the median: white is the median − s; black is the
    /// 99.7th percentile, but at least the median + 25 s, so that in an empty field the noise stays faint. Between them
    /// it is asinh, which keeps faint stars visible beside bright ones.
    public static func field(of image: Intensities) -> Picture {
        var values = image.finite
        let levels = [0.16, 0.5, 0.997].compactMap { Limits.quantile($0, of: &values) }
        guard levels.count == 3 else { return Picture(image, map: .inverseGrey) }
        let noise = levels[1] - levels[0]
        let limits = Limits.explicit(low: levels[1] - noise, high: max(levels[2], levels[1] + 25 * noise))
        return Picture(image, stretch: .asinh, limits: limits, map: .inverseGrey)
    }

    /// An offset as observers need it, East and North: "12.3″ E", "4.5″ N".
    static func offsetTexts(east: Double, north: Double) -> (east: String, north: String) {
        func part(_ offset: Double, _ positive: String, _ negative: String) -> String {
            guard offset.isFinite else { return "?" }
            let number = String(format: "%.1f", offset.magnitude)
            return "\(number)″ \(offset < 0 && number != "0.0" ? negative : positive)"
        }
        return (part(east, "E", "W"), part(north, "N", "S"))
    }

    /// A length in the unit that suits it: "0.5″", "20″", "2′", "1°".
    static func angleText(_ arcseconds: Double) -> String {
        let (value, unit) =
            switch arcseconds {
            case 3600...: (arcseconds / 3600, "°")
            case 60...: (arcseconds / 60, "′")
            default: (arcseconds, "″")
            }
        // At most three digits: 4.56′ is told as 4.6′, 45.6′ as 46′.
        let rounded = value < 10 ? (value * 10).rounded() / 10 : value.rounded()
        return (rounded == rounded.rounded() ? String(format: "%.0f", rounded) : String(format: "%.1f", rounded)) + unit
    }

    /// The longest round length that is not longer than so many seconds of arc; nil where none is.
    static func roundLength(upTo longest: Double) -> Double? {
        let seconds = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30]
        let minutes = [1.0, 2, 5, 10, 20, 30].map { $0 * 60 }
        let degrees = [1.0, 2, 5, 10].map { $0 * 3600 }
        return (seconds + minutes + degrees).last { $0 <= longest }
    }
}
