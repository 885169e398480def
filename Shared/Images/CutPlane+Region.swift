import Sky

extension WorldCoordinates {
    /// The smallest box of pixels that holds a region; nil where part of its outline falls on no pixel.
    public func box(around region: SkyRegion) -> PixelBox? {
        let outline: [SkyPosition] =
            switch region {
            case .point(let position): [position]
            case .cone(let cone):
                (0..<64).map { cone.centre.offset(by: cone.radius, positionAngle: Double($0) * 360 / 64) }
            case .polygon(let polygon): Self.outline(polygon)
            }
        var pixels: [(x: Double, y: Double)] = []
        for pixel in self.pixels(of: outline) {
            guard let pixel, abs(pixel.x) < 1e9, abs(pixel.y) < 1e9 else { return nil }
            pixels.append(pixel)
        }
        guard let left = pixels.map(\.x).min(), let right = pixels.map(\.x).max(),
            let bottom = pixels.map(\.y).min(), let top = pixels.map(\.y).max()
        else { return nil }
        // Between 64 places a circle bulges by a thousandth of its radius.
        let bulge = max(right - left, top - bottom) * 0.001
        let (x, y) = (Int((left - bulge).rounded()), Int((bottom - bulge).rounded()))
        return PixelBox(
            x: x, y: y, width: Int((right + bulge).rounded()) - x + 1, height: Int((top + bulge).rounded()) - y + 1)
    }

    /// The vertices and places on the sides.
    private static func outline(_ polygon: SkyPolygon) -> [SkyPosition] {
        let vertices = polygon.vertices
        return vertices.indices.flatMap { index in
            let (from, to) = (vertices[index], vertices[(index + 1) % vertices.count])
            let (length, angle) = (from.separation(to: to), from.positionAngle(to: to))
            return (0..<16).map { from.offset(by: length * Double($0) / 16, positionAngle: angle) }
        }
    }
}

extension CutPlane {
    /// Takes the value of all pixels whose centres are outside of a region: NaN, the blank integer, or 0.
    public mutating func blank(outside region: SkyRegion) throws(ImageError) {
        let world = try WorldCoordinates(header)
        let pixels = (0..<block.width * block.height).map {
            (x: Double($0 % block.width), y: Double($0 / block.width))
        }
        let outside = zip(pixels.indices, world.positions(pixels)).filter { _, position in
            position.map { !region.contains(UnitVector($0)) } ?? true
        }.map(\.0)
        block.pixels.set(
            outside, to: [Double](repeating: .nan, count: outside.count), absent: block.blank)
        header.addHistory("Pixels whose centres are outside of \(region.stcsText) have no value.")
    }
}
