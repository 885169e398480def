import Foundation

/// Draws the objects of the demonstration sky into the pictures of one band.
struct SkyPainter {
    let condition: SkyCondition
    /// Value under which nothing is drawn: far under the noise.
    private let threshold: Double

    init(_ condition: SkyCondition) {
        self.condition = condition
        threshold = condition.noise * 0.005
    }

    /// An object at its place in a picture, of which the strips are drawn one by one.
    struct Placed {
        let object: SkyObject
        let x: Double
        let y: Double
        let flux: Double
        /// The star's, if it is a point.
        let star: SkyStar?
        let bleed: SkyBleed?
        /// Half of the rows that it may have light in.
        let reach: Double
    }

    /// What is seen of an object in a picture; nil where it is elsewhere.
    func place(_ object: SkyObject, in tile: SkyTile) -> Placed? {
        guard var (x, y) = tile.pixel(object.position) else { return nil }
        let flux = SkyCondition.flux(object.magnitudes[condition.band.rawValue])
        var star: SkyStar?
        var bleed: SkyBleed?
        var reach: Double
        switch object.kind {
        case .wrongMatch where condition.band == .r || condition.band == .z:
            // 1.1″ from where it was in the other bands.
            let direction = object.positionAngle * .pi / 180
            x -= 4 * sin(direction)
            y += 4 * cos(direction)
        default: break
        }
        switch object.kind {
        case .ghost: reach = object.radius / 0.749 + 4
        case .asteroidTrail: reach = object.majorAxis * 2 + 40
        case .blend: reach = object.radius * 2 + 60
        case .quasar, .ultracoolDwarf, .wrongMatch, .saturatedBleed, nil:
            if object.radius < Self.leastRadius || object.kind == .saturatedBleed {
                let point = SkyStar(flux: flux, condition, threshold: 4 * threshold)
                star = point
                bleed = SkyBleed(
                    of: point, length: object.kind == .saturatedBleed ? object.majorAxis * 3.0.squareRoot() : 0)
                reach = max(point.reach, bleed?.half ?? 0)
            } else {
                reach =
                    Self.gaussians(object, flux: flux, condition).map {
                        // As far as it can be over the threshold.
                        (2 * max(0, log($0.flux / threshold)) * max($0.yy, $0.xx)).squareRoot()
                    }.max() ?? 0
            }
        }
        let side = Double(tile.side)
        guard x + reach > 0, x - reach < side, y + reach > 0, y - reach < side else { return nil }
        return Placed(object: object, x: x, y: y, flux: flux, star: star, bleed: bleed, reach: reach)
    }

    /// Radius of half of the light, pixels, under which a galaxy is a point.
    private static let leastRadius = 0.15

    /// Adds the light of an object.
    func draw(_ placed: Placed, into strip: inout SkyStrip) {
        let (object, x, y) = (placed.object, placed.x, placed.y)
        let direction = object.positionAngle * .pi / 180
        // North through east, where east is to the left.
        let along = (x: -sin(direction), y: cos(direction))
        switch object.kind {
        case .ghost: strip.add(SkyGhost(flux: placed.flux, radius: object.radius), at: x, y)
        case .asteroidTrail:
            // A line of even light with the catalogue's root mean square.
            let half = object.majorAxis * 3.0.squareRoot()
            let steps = max(2, Int(half))
            let star = SkyStar(
                flux: placed.flux / Double(2 * steps + 1), condition, threshold: threshold)
            for step in -steps...steps {
                let distance = half * Double(step) / Double(steps)
                strip.add(star, at: x + distance * along.x, y + distance * along.y)
            }
        case .blend:
            // One object has most of the light of g, i and Y, the other one that of r and z.
            let share = condition.band.rawValue % 2 == 0 ? 0.75 : 0.25
            for (share, side) in [(share, 1.0), (1 - share, -1.0)] {
                let distance = side * max(3, object.radius * 0.8)
                let half = SkyObject(
                    position: object.position, magnitudes: object.magnitudes, radius: object.radius * 0.4,
                    majorAxis: object.majorAxis, axisRatio: 0.8, positionAngle: object.positionAngle,
                    isConcentrated: side > 0, kind: nil)
                for gaussian in Self.gaussians(half, flux: placed.flux * share, condition) {
                    strip.add(
                        gaussian, at: x + distance * along.x, y + distance * along.y, over: threshold)
                }
            }
        case .quasar, .ultracoolDwarf, .wrongMatch, .saturatedBleed, nil:
            if let star = placed.star {
                strip.add(star, at: x, y)
                if let bleed = placed.bleed { strip.add(bleed, at: x, y) }
            } else {
                for gaussian in Self.gaussians(object, flux: placed.flux, condition) {
                    strip.add(gaussian, at: x, y, over: threshold)
                }
            }
        }
    }

    /// A galaxy's profile, seen through the point spread function.
    private static func gaussians(
        _ object: SkyObject, flux: Double, _ condition: SkyCondition
    ) -> [SkyGaussian] {
        let direction = object.positionAngle * .pi / 180
        let (east, north) = (-sin(direction), cos(direction))
        // The radius is that of the circle with the ellipse's area.
        let major = object.radius * object.radius / object.axisRatio
        let minor = object.radius * object.radius * object.axisRatio
        let xx = major * east * east + minor * north * north
        let yy = major * north * north + minor * east * east
        let xy = (major - minor) * east * north
        let profile = object.isConcentrated ? SkyProfile.deVaucouleurs : SkyProfile.exponential
        var gaussians: [SkyGaussian] = []
        gaussians.reserveCapacity(profile.count * SkyProfile.moffat.count)
        for part in profile {
            for seeing in SkyProfile.moffat {
                let square = part.sigma * part.sigma
                let blur = seeing.sigma * seeing.sigma * condition.alpha * condition.alpha
                gaussians.append(
                    SkyGaussian(
                        flux: flux * part.share * seeing.share, xx: xx * square + blur, xy: xy * square,
                        yy: yy * square + blur))
            }
        }
        return gaussians
    }
}
