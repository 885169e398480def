extension Healpix {
    /// The pixels that touch a pixel, from the south-west through west, north, east to the south; 7 instead of 8 where
    /// only three faces meet, and each once where pixels are so wide that one is a neighbour twice.
    public func neighbours(_ pixel: Int64) -> [Int64] {
        let cell = FaceCell(nested: pixel, order: order)
        var neighbours: [Int64] = []
        neighbours.reserveCapacity(8)
        for step in Self.steps {
            guard let other = neighbour(cell, column: step.column, row: step.row) else { continue }
            let number = other.nested(order: order)
            if !neighbours.contains(number) { neighbours.append(number) }
        }
        return neighbours
    }

    private static let steps: [(column: Int, row: Int)] = [
        (-1, 0), (-1, 1), (0, 1), (1, 1), (1, 0), (1, -1), (0, -1), (-1, -1),
    ]

    /// The cell one step away; nil in a corner where no fourth face is.
    @inline(__always)
    func neighbour(_ cell: FaceCell, column: Int, row: Int) -> FaceCell? {
        let side = 1 << order
        let x = cell.column + column
        let y = cell.row + row
        // Both on the face.
        if UInt(bitPattern: x) < UInt(side), UInt(bitPattern: y) < UInt(side) {
            return FaceCell(face: cell.face, column: x, row: y)
        }
        return beyondFace(cell, x: x, y: y)
    }

    private func beyondFace(_ cell: FaceCell, x: Int, y: Int) -> FaceCell? {
        let side = 1 << order
        let horizontal = x < 0 ? -1 : (x >= side ? 1 : 0)
        let vertical = y < 0 ? -1 : (y >= side ? 1 : 0)
        let way = 4 + horizontal + 3 * vertical
        let face = Self.nextFace[way][cell.face]
        guard face >= 0 else { return nil }
        var column = x - horizontal * side
        var row = y - vertical * side
        let turn = Self.turns[way][cell.face >> 2]
        if turn & 1 != 0 { column = side - column - 1 }
        if turn & 2 != 0 { row = side - row - 1 }
        return turn & 4 != 0
            ? FaceCell(face: face, column: row, row: column) : FaceCell(face: face, column: column, row: row)
    }

    /// Which face lies beyond a face to the south, south-east, east, south-west, itself, north-east, west, north-west,
    /// north; −1 where there is none.
    private static let nextFace: [[Int]] = [
        [8, 9, 10, 11, -1, -1, -1, -1, 10, 11, 8, 9],
        [5, 6, 7, 4, 8, 9, 10, 11, 9, 10, 11, 8],
        [-1, -1, -1, -1, 5, 6, 7, 4, -1, -1, -1, -1],
        [4, 5, 6, 7, 11, 8, 9, 10, 11, 8, 9, 10],
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
        [1, 2, 3, 0, 0, 1, 2, 3, 5, 6, 7, 4],
        [-1, -1, -1, -1, 7, 4, 5, 6, -1, -1, -1, -1],
        [3, 0, 1, 2, 3, 0, 1, 2, 4, 5, 6, 7],
        [2, 3, 0, 1, -1, -1, -1, -1, 0, 1, 2, 3],
    ]

    /// How column and row turn over on the way, for faces of the north, the equator, the south: 1 the column runs back,
    /// 2 the row does, 4 they change places (after that).
    private static let turns: [[Int]] = [
        [0, 0, 3], [0, 0, 6], [0, 0, 0], [0, 0, 5], [0, 0, 0], [5, 0, 0], [0, 0, 0], [6, 0, 0], [3, 0, 0],
    ]
}

extension Healpix {
    /// Calls with the pixel that a direction lies in and with those that touch it, in no order.
    ///
    /// At orders below 2, where pixels are so wide that one is a neighbour twice, some come twice.
    @inline(__always)
    public func eachOfNeighbourhood(_ direction: UnitVector, _ call: (Int64) -> Void) {
        let cell = cell(direction)
        for row in -1...1 {
            for column in -1...1 {
                guard let other = neighbour(cell, column: column, row: row) else { continue }
                call(other.nested(order: order))
            }
        }
    }
}
