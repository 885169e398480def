import Sky

/// Where the pixels of a box lie in another image: computed on a coarse grid and interpolated.
///
/// Between nodes 16 pixels apart the coordinates of two images bend against each other by far less than a hundredth of
/// a pixel.
struct PixelMapping {
    private static let step = 16
    private let box: PixelBox
    private let columns: Int
    /// Pixel in the other image of each node; NaN where there is none.
    private let nodes: [(x: Double, y: Double)]
    /// The whole pixels by which the other grid is shifted, if it is the same one otherwise.
    let shift: (x: Int, y: Int)?

    init(_ box: PixelBox, from own: WorldCoordinates, to other: WorldCoordinates) {
        self.box = box
        let columns = (box.width - 1) / Self.step + 2
        let rows = (box.height - 1) / Self.step + 2
        let places = (0..<rows * columns).map { index in
            (
                x: Double(box.x + index % columns * Self.step),
                y: Double(box.y + index / columns * Self.step)
            )
        }
        let positions = own.positions(places)
        let known = positions.indices.filter { positions[$0] != nil }
        let found = other.pixels(of: known.compactMap { positions[$0] })
        var nodes = [(x: Double, y: Double)](repeating: (.nan, .nan), count: places.count)
        for (index, pixel) in zip(known, found) { if let pixel { nodes[index] = pixel } }
        self.columns = columns
        self.nodes = nodes
        let shifts = zip(nodes, places).map { ($0.x - $1.x, $0.y - $1.y) }
        guard let first = shifts.first, first.0.isFinite, first.1.isFinite, abs(first.0) < 1e9, abs(first.1) < 1e9
        else {
            shift = nil
            return
        }
        let whole = (first.0.rounded(), first.1.rounded())
        let isWhole = shifts.allSatisfy { abs($0.0 - whole.0) < 1e-3 && abs($0.1 - whole.1) < 1e-3 }
        shift = isWhole ? (Int(whole.0), Int(whole.1)) : nil
    }

    /// The other image's pixel under the pixel (column, row) of the box; NaN where there is none.
    func pixel(column: Int, row: Int) -> (x: Double, y: Double) {
        if let shift { return (Double(box.x + column + shift.x), Double(box.y + row + shift.y)) }
        let node = row / Self.step * columns + column / Self.step
        let u = Double(column % Self.step) / Double(Self.step)
        let v = Double(row % Self.step) / Double(Self.step)
        let (a, b, c, d) = (nodes[node], nodes[node + 1], nodes[node + columns], nodes[node + columns + 1])
        return (
            (a.x * (1 - u) + b.x * u) * (1 - v) + (c.x * (1 - u) + d.x * u) * v,
            (a.y * (1 - u) + b.y * u) * (1 - v) + (c.y * (1 - u) + d.y * u) * v
        )
    }
}
