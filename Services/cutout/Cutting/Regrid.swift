import Images
import Pictures

/// Brings pixels of one band to another band's grid, for pictures: bilinear, as the eye does not mind.
enum Regrid {
    static func onto(_ grid: CutPlane, _ cut: CutPlane) throws -> Intensities {
        let source = try cut.block.intensities
        let here = try WorldCoordinates(cut.header)
        let there = try WorldCoordinates(grid.header)
        if source.width == grid.block.width, source.height == grid.block.height, isSame(here, there, source) {
            return source
        }
        var values = [Float](repeating: .nan, count: grid.block.width * grid.block.height)
        for y in 0..<grid.block.height {
            for x in 0..<grid.block.width {
                guard let position = there.position(x: Double(x), y: Double(y)), let pixel = here.pixel(of: position)
                else { continue }
                values[y * grid.block.width + x] = source.bilinear(pixel.x, pixel.y)
            }
        }
        return try Intensities(width: grid.block.width, height: grid.block.height, values: values)
    }

    /// Whether two grids agree to a twentieth of a pixel at opposite corners.
    private static func isSame(_ here: WorldCoordinates, _ there: WorldCoordinates, _ size: Intensities) -> Bool {
        [(0.0, 0.0), (Double(size.width - 1), Double(size.height - 1))].allSatisfy { x, y in
            guard let position = there.position(x: x, y: y), let pixel = here.pixel(of: position) else { return false }
            return abs(pixel.x - x) < 0.05 && abs(pixel.y - y) < 0.05
        }
    }
}

extension Intensities {
    /// The value between four pixels; NaN beyond the edge.
    fileprivate func bilinear(_ x: Double, _ y: Double) -> Float {
        let (left, bottom) = (Int(x.rounded(.down)), Int(y.rounded(.down)))
        guard x >= -0.5, y >= -0.5, x <= Double(width) - 0.5, y <= Double(height) - 0.5 else { return .nan }
        func at(_ column: Int, _ row: Int) -> Float {
            values[min(height - 1, max(0, row)) * width + min(width - 1, max(0, column))]
        }
        let (dx, dy) = (Float(x) - Float(left), Float(y) - Float(bottom))
        return at(left, bottom) * (1 - dx) * (1 - dy) + at(left + 1, bottom) * dx * (1 - dy)
            + at(left, bottom + 1) * (1 - dx) * dy + at(left + 1, bottom + 1) * dx * dy
    }
}
