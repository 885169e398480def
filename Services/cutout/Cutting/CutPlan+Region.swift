import Images
import Sky

extension CutPlan {
    /// What the cutout is to hold where it is no box: nil for a box.
    func region(around position: SkyPosition, scale: Double) -> SkyRegion? {
        switch shape {
        case .box: return nil
        case .polygon(let polygon): return .polygon(polygon)
        case .circle:
            let diameter =
                switch size {
                case .arcminutes(let width, _): width / 60
                case .pixels(let width, _): Double(width) * scale / 3_600
                }
            return (try? Cone(centre: position, radius: diameter / 2)).map { .cone($0) }
        }
    }

    /// How far from the target a pixel can be.
    func reachRadians(around position: SkyPosition) -> Double {
        let arcminute = Double.pi / 180 / 60
        switch (shape, size) {
        case (.polygon(let polygon), _):
            let direction = UnitVector(position)
            return polygon.vertices.map { direction.radians(to: UnitVector($0)) }.max() ?? 0
        case (_, .arcminutes(let width, let height)):
            return (width * width + height * height).squareRoot() / 2 * arcminute
        // The images' own scales decide; images that reach into twelve arcminutes are near enough to look at.
        case (_, .pixels): return 12 * arcminute
        }
    }
}
