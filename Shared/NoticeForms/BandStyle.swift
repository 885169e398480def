import Foundation
import Pictures

/// How the measurements of a band are drawn.
///
/// Colours of ugrizy are those of Rubin Observatory's RTN-045 for light backgrounds, which people with any colour vision
/// can tell apart; the shapes differ too. Its downward triangle is left to upper limits.
struct BandStyle {
    let colour: Colour
    let shape: MarkerShape

    static let order = ["u", "g", "c", "r", "o", "i", "z", "y"]

    private static let known: [String: BandStyle] = [
        "u": BandStyle(colour: Colour(0x0C71FF), shape: .triangle),
        "g": BandStyle(colour: Colour(0x49BE61), shape: .circle),
        "r": BandStyle(colour: Colour(0xC61C00), shape: .square),
        "i": BandStyle(colour: Colour(0xFFC200), shape: .diamond),
        "z": BandStyle(colour: Colour(0xF341A2), shape: .star),
        "y": BandStyle(colour: Colour(0x5D0000), shape: .pentagon),
        // ATLAS.
        "c": BandStyle(colour: Colour(0x00A5B5), shape: .circle),
        "o": BandStyle(colour: Colour(0xF07800), shape: .square),
    ]

    /// For bands that are not known, Okabe and Ito's colours.
    private static let others = [
        BandStyle(colour: Colour(0x0072B2), shape: .diamond), BandStyle(colour: Colour(0xD55E00), shape: .triangle),
        BandStyle(colour: Colour(0xCC79A7), shape: .pentagon), BandStyle(colour: Colour(0x606060), shape: .star),
    ]

    /// A style for each band; from the fifth unknown one on, styles come again.
    static func styles(of bands: [String]) -> [String: BandStyle] {
        var styles: [String: BandStyle] = [:]
        var unknown = 0
        for band in bands {
            if let style = known[band] {
                styles[band] = style
            } else {
                styles[band] = others[unknown % others.count]
                unknown += 1
            }
        }
        return styles
    }
}

/// The outline of a marker.
enum MarkerShape: Sendable {
    case circle, square, diamond, triangle, pentagon, star
    /// Upper limits.
    case downwardTriangle

    /// Whether a point, in units of the marker's radius from its middle, y down, is inside.
    func contains(x: Double, y: Double) -> Bool {
        if self == .circle { return x * x + y * y <= 1 }
        let corners = Self.corners[self] ?? []
        var isInside = false
        var before = corners.count - 1
        for (index, corner) in corners.enumerated() {
            let last = corners[before]
            if (corner.y > y) != (last.y > y),
                x < (last.x - corner.x) * (y - corner.y) / (last.y - corner.y) + corner.x
            {
                isInside.toggle()
            }
            before = index
        }
        return isInside
    }

    /// Corners of equal areas, nearly.
    private static let corners: [MarkerShape: [(x: Double, y: Double)]] = [
        .square: polygon(4, radius: 1.25, from: 45), .diamond: polygon(4, radius: 1.3, from: 0),
        .triangle: polygon(3, radius: 1.4, from: 0), .downwardTriangle: polygon(3, radius: 1.4, from: 180),
        .pentagon: polygon(5, radius: 1.2, from: 0), .star: starCorners,
    ]

    private static func polygon(_ count: Int, radius: Double, from angle: Double) -> [(x: Double, y: Double)] {
        (0..<count).map { corner(angle + Double($0) * 360 / Double(count), radius) }
    }

    private static let starCorners: [(x: Double, y: Double)] = (0..<10).map {
        corner(Double($0) * 36, $0.isMultiple(of: 2) ? 1.55 : 0.7)
    }

    /// A corner at an angle from up, in degrees.
    private static func corner(_ angle: Double, _ radius: Double) -> (x: Double, y: Double) {
        (radius * sin(angle * .pi / 180), -radius * cos(angle * .pi / 180))
    }
}

extension Picture {
    /// Paints what is inside of a shape, its edges smoothed by 4 × 4 samples a pixel, in one colour.
    mutating func paint(
        x: Double, y: Double, reach: Double, _ colour: Colour, share: Double = 1,
        inside: (_ dx: Double, _ dy: Double) -> Bool
    ) {
        guard x.magnitude < 1e6, y.magnitude < 1e6, reach < 1e4 else { return }
        for row in Int((y - reach).rounded(.down))...Int((y + reach).rounded(.up)) {
            for column in Int((x - reach).rounded(.down))...Int((x + reach).rounded(.up)) {
                var count = 0
                for part in 0..<16 {
                    let dx = Double(column) + (Double(part & 3) + 0.5) / 4 - x
                    let dy = Double(row) + (Double(part >> 2) + 0.5) / 4 - y
                    if inside(dx, dy) { count += 1 }
                }
                if count > 0 {
                    self[column, row] = self[column, row].mixed(with: colour, share: share * Double(count) / 16)
                }
            }
        }
    }

    /// Paints a marker with a darker edge, or, hollow, its edge alone on white.
    mutating func marker(_ style: BandStyle, x: Double, y: Double, radius: Double, isHollow: Bool = false) {
        let edge = style.colour.mixed(with: .black, share: isHollow ? 0.15 : 0.45)
        let shape = isHollow ? .downwardTriangle : style.shape
        paint(x: x, y: y, reach: 1.6 * radius, edge) { shape.contains(x: $0 / radius, y: $1 / radius) }
        let inner = radius - (isHollow ? 1.3 : 1)
        paint(x: x, y: y, reach: 1.6 * radius, isHollow ? .white : style.colour) {
            shape.contains(x: $0 / inner, y: $1 / inner)
        }
    }
}
