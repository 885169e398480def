extension Healpix {
    /// The RING number of a NESTED one.
    public func ring(nested pixel: Int64) -> Int64 {
        let cell = FaceCell(nested: pixel, order: order)
        let side = 1 << order
        let ring = FaceCell.southernRing(cell.face) * side - cell.column - cell.row - 1
        let length: Int
        let before: Int64
        var shift = 0
        if ring < side {
            length = ring
            before = 2 * Int64(length) * Int64(length - 1)
        } else if ring > 3 * side {
            length = 4 * side - ring
            before = pixelCount - 2 * Int64(length + 1) * Int64(length)
        } else {
            length = side
            before = 2 * Int64(side) * Int64(side - 1) + Int64(ring - side) * Int64(4 * side)
            shift = (ring - side) & 1
        }
        var place = (FaceCell.eighth(cell.face) * length + cell.column - cell.row + 1 + shift) / 2
        if place < 1 { place += 4 * side }
        return before + Int64(place) - 1
    }

    /// The NESTED number of a RING one.
    public func nested(ring pixel: Int64) -> Int64 {
        let side = 1 << order
        let cap = 2 * Int64(side) * Int64(side - 1)
        var ring: Int
        let place: Int
        let length: Int
        let face: Int
        var shift = 0
        if pixel < cap {
            ring = Self.capRing(1 + 2 * pixel)
            place = Int(pixel + 1 - 2 * Int64(ring) * Int64(ring - 1))
            length = ring
            face = (place - 1) / ring
        } else if pixel < pixelCount - cap {
            let (row, rest) = (pixel - cap).quotientAndRemainder(dividingBy: Int64(4 * side))
            ring = Int(row) + side
            place = Int(rest) + 1
            shift = (ring + side) & 1
            length = side
            let falling = (place - (Int(row) + 1) / 2 + side - 1) >> order
            let rising = (place - (2 * side + 1 - Int(row)) / 2 + side - 1) >> order
            face = rising == falling ? rising | 4 : (rising < falling ? rising : falling + 8)
        } else {
            let fromEnd = pixelCount - pixel
            length = Self.capRing(2 * fromEnd - 1)
            place = 4 * length + 1 - Int(fromEnd - 2 * Int64(length) * Int64(length - 1))
            ring = 4 * side - length
            face = 8 + (place - 1) / length
        }
        ring = ring - FaceCell.southernRing(face) * side + 1
        var turn = 2 * place - FaceCell.eighth(face) * length - shift - 1
        if turn >= 2 * side { turn -= 8 * side }
        return FaceCell(face: face, column: (turn - ring) >> 1, row: (-turn - ring) >> 1).nested(order: order)
    }

    /// (1 + √n) / 2 in whole numbers: the ring of a polar cap.
    private static func capRing(_ number: Int64) -> Int {
        var root = Int64(Double(number).squareRoot())
        while root * root > number { root -= 1 }
        while (root + 1) * (root + 1) <= number { root += 1 }
        return Int((1 + root) >> 1)
    }
}
