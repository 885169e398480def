import Glibc
import Sky

extension WorldCoordinates {
    /// The outline of an image on the sky: the outer edges of its pixels.
    ///
    /// Each edge has as many vertices as it takes that the great circles between them miss it by no more than a quarter
    /// of a pixel, at most 32.
    public func footprint(width: Int, height: Int) throws(ImageError) -> SkyPolygon {
        let (right, top) = (Double(width) - 0.5, Double(height) - 0.5)
        let corners = [(-0.5, -0.5), (right, -0.5), (right, top), (-0.5, top)]
        var outline: [SkyPosition] = []
        for side in 0..<4 { outline += try edge(from: corners[side], to: corners[(side + 1) % 4]) }
        do throws(SkyError) {
            return try SkyPolygon(vertices: outline)
        } catch {
            throw .noWorldCoordinates(reason: "the image has no outline on the sky: \(error)")
        }
    }

    /// The vertices of an edge without the last.
    private func edge(
        from: (x: Double, y: Double), to: (x: Double, y: Double)
    ) throws(ImageError) -> [SkyPosition] {
        var parts = 1
        while true {
            let places = (0...2 * parts).map { step in
                let share = Double(step) / Double(2 * parts)
                return (x: from.x + share * (to.x - from.x), y: from.y + share * (to.y - from.y))
            }
            let found = positions(places).compactMap { $0 }
            guard found.count == places.count else {
                throw .noWorldCoordinates(reason: "the image's edge is not on the sky")
            }
            let misses = (0..<parts).map { part in
                let (a, b) = (UnitVector(found[2 * part]), UnitVector(found[2 * part + 2]))
                guard let middle = UnitVector(normalizing: a.x + b.x, a.y + b.y, a.z + b.z) else { return 180.0 }
                let (here, there) = (middle.position, found[2 * part + 1])
                // Pixels need not be evenly spread along the edge; only what is across it counts.
                let away = here.separation(to: there)
                let angle = (here.positionAngle(to: there) - here.positionAngle(to: found[2 * part])) * .pi / 180
                return away * abs(sin(angle))
            }
            if parts == 32 || misses.allSatisfy({ $0 * 3600 <= 0.25 * scaleArcseconds }) {
                return (0..<parts).map { found[2 * $0] }
            }
            parts *= 2
        }
    }

    /// What is wrong with the coordinates of an image of this size; nil if nothing is.
    ///
    /// Headers lie: each corner and the middle must lead to the sky and back to 0.01 pixels, a pixel must have an area
    /// and two sides of about one length, and the image must be as large on the sky as its pixels say.
    public func whatIsWrong(width: Int, height: Int) -> String? {
        let (right, top) = (Double(width - 1), Double(height - 1))
        let pixels = [(0, 0), (right, 0), (right, top), (0, top), (right / 2, top / 2)]
        let places = positions(pixels).compactMap { $0 }
        guard places.count == pixels.count else { return "a corner of the image is not on the sky" }
        for (pixel, back) in zip(pixels, self.pixels(of: places)) {
            guard let back, abs(back.x - pixel.0) <= 0.01, abs(back.y - pixel.1) <= 0.01 else {
                return "pixel (\(pixel.0), \(pixel.1)) leads to the sky but not back"
            }
        }
        guard let local = gradient(x: right / 2, y: top / 2), local.scaleArcseconds > 1e-7,
            local.scaleArcseconds < 3600 * 30
        else { return "a pixel in the middle of the image has no area" }
        let sides = (
            (local.east.x * local.east.x + local.north.x * local.north.x).squareRoot(),
            (local.east.y * local.east.y + local.north.y * local.north.y).squareRoot()
        )
        let area = abs(local.determinant)
        guard max(sides.0, sides.1) <= 20 * min(sides.0, sides.1), area >= 0.05 * sides.0 * sides.1 else {
            return "a pixel in the middle of the image has sides of \(sides.0)″ and \(sides.1)″"
        }
        let expected = area / (3600 * 3600) * Double(width) * Double(height)
        // Larger images may be bent as their projection likes.
        guard expected < 400 else { return nil }
        do throws(ImageError) {
            let covered = try footprint(width: width, height: height).area
            guard covered > 0.5 * expected, covered < 2 * expected else {
                return "the image covers \(covered) square degrees where its pixels make \(expected)"
            }
        } catch { return error.description }
        return nil
    }

    /// Whether nothing is wrong with the coordinates of an image of this size.
    public func looksRight(width: Int, height: Int) -> Bool { whatIsWrong(width: width, height: height) == nil }
}
