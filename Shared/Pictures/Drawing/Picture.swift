/// A picture of coloured pixels; x counts to the right, y down, both from 0.
///
/// What is drawn outside is left out.
public struct Picture: Sendable, Equatable {
    /// Pixels across.
    public let width: Int
    /// Pixels down.
    public let height: Int
    /// Red, green and blue of each pixel, row after row.
    var pixels: [UInt8]

    /// A picture of one colour; a side below 1 counts as 1.
    public init(width: Int, height: Int, colour: Colour = .white) {
        self.width = max(1, width)
        self.height = max(1, height)
        let count = 3 * self.width * self.height
        pixels = [UInt8](unsafeUninitializedCapacity: count) { buffer, written in
            for first in stride(from: 0, to: count, by: 3) {
                buffer[first] = colour.red
                buffer[first + 1] = colour.green
                buffer[first + 2] = colour.blue
            }
            written = count
        }
    }

    /// A picture whose `3 · width · height` bytes, both sides at least 1, a function writes.
    init(width: Int, height: Int, writtenBy write: (UnsafeMutablePointer<UInt8>) -> Void) {
        self.width = width
        self.height = height
        let count = 3 * width * height
        pixels = [UInt8](unsafeUninitializedCapacity: count) { buffer, written in
            if let first = buffer.baseAddress { write(first) }
            written = count
        }
    }

    /// The colour of a pixel; black outside.
    public subscript(x: Int, y: Int) -> Colour {
        get {
            guard (0..<width).contains(x), (0..<height).contains(y) else { return .black }
            let first = 3 * (y * width + x)
            return Colour(red: pixels[first], green: pixels[first + 1], blue: pixels[first + 2])
        }
        set {
            guard (0..<width).contains(x), (0..<height).contains(y) else { return }
            let first = 3 * (y * width + x)
            pixels[first] = newValue.red
            pixels[first + 1] = newValue.green
            pixels[first + 2] = newValue.blue
        }
    }

    /// Fills a rectangle.
    public mutating func fill(_ area: Area, _ colour: Colour) {
        for y in max(0, area.top)..<max(0, area.top, min(height, area.bottom)) {
            for x in max(0, area.left)..<max(0, area.left, min(width, area.right)) { self[x, y] = colour }
        }
    }

    /// Draws the outline of a rectangle, one pixel wide, just outside of it.
    public mutating func frame(_ area: Area, _ colour: Colour) {
        for x in area.left - 1...area.right {
            self[x, area.top - 1] = colour
            self[x, area.bottom] = colour
        }
        for y in area.top - 1...area.bottom {
            self[area.left - 1, y] = colour
            self[area.right, y] = colour
        }
    }

    /// Draws a line of `thickness` pixels from one point to another.
    public mutating func line(
        from start: (x: Double, y: Double), to end: (x: Double, y: Double), thickness: Int = 1, _ colour: Colour
    ) {
        let steps = max(1, Int(max((end.x - start.x).magnitude, (end.y - start.y).magnitude).rounded(.up)))
        for step in 0...steps {
            let share = Double(step) / Double(steps)
            let x = Int((start.x + share * (end.x - start.x)).rounded()) - (thickness - 1) / 2
            let y = Int((start.y + share * (end.y - start.y)).rounded()) - (thickness - 1) / 2
            fill(Area(left: x, top: y, right: x + thickness, bottom: y + thickness), colour)
        }
    }

    /// Draws a disc with a thin border, its edge smoothed.
    public mutating func disc(x: Double, y: Double, radius: Double, _ colour: Colour, border: Colour) {
        let reach = radius + 1
        for row in Int((y - reach).rounded(.down))...Int((y + reach).rounded(.up)) {
            for column in Int((x - reach).rounded(.down))...Int((x + reach).rounded(.up)) {
                let (dx, dy) = (Double(column) - x, Double(row) - y)
                let distance = (dx * dx + dy * dy).squareRoot()
                if distance > reach { continue }
                // The border is the last pixel of the radius, and fades out over one more.
                let inside = colour.mixed(with: border, share: distance - (radius - 1))
                self[column, row] = inside.mixed(with: self[column, row], share: distance - radius)
            }
        }
    }
}

/// A rectangle of pixels: those from `left` up to before `right` and from `top` up to before `bottom`.
public struct Area: Sendable, Equatable {
    /// The first column.
    public var left: Int
    /// The first row.
    public var top: Int
    /// One past the last column.
    public var right: Int
    /// One past the last row.
    public var bottom: Int

    /// A rectangle between these.
    public init(left: Int, top: Int, right: Int, bottom: Int) {
        self.left = left
        self.top = top
        self.right = max(left, right)
        self.bottom = max(top, bottom)
    }

    /// Pixels across.
    public var width: Int { right - left }
    /// Pixels down.
    public var height: Int { bottom - top }
}
