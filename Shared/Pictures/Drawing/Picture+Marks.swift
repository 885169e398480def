extension Picture {
    /// Draws a circle's line, its edges smoothed.
    mutating func ring(x: Double, y: Double, radius: Double, thickness: Double, _ colour: Colour) {
        let reach = radius + thickness
        guard reach < 1e6, x.magnitude < 1e6, y.magnitude < 1e6 else { return }
        for row in Int((y - reach).rounded(.down))...Int((y + reach).rounded(.up)) {
            for column in Int((x - reach).rounded(.down))...Int((x + reach).rounded(.up)) {
                let (dx, dy) = (Double(column) + 0.5 - x, Double(row) + 0.5 - y)
                let fromLine = ((dx * dx + dy * dy).squareRoot() - radius).magnitude
                let share = min(1, thickness / 2 + 0.5 - fromLine)
                if share > 0 { self[column, row] = self[column, row].mixed(with: colour, share: share) }
            }
        }
    }

    /// Mixes a colour into an area, so that words on it can be read.
    mutating func veil(_ area: Area, _ colour: Colour, share: Double) {
        for y in area.top..<area.bottom {
            for x in area.left..<area.right { self[x, y] = self[x, y].mixed(with: colour, share: share) }
        }
    }

    /// Writes a text with a rim of another colour, which can be read on anything.
    mutating func write(
        _ text: String, x: Int, y: Int, _ style: TextStyle, _ alignment: TextAlignment = .start, rim: Colour
    ) {
        let rimStyle = TextStyle(scale: style.scale, colour: rim)
        for dy in -2...2 {
            for dx in -2...2 where (dx, dy) != (0, 0) { write(text, x: x + dx, y: y + dy, rimStyle, alignment) }
        }
        write(text, x: x, y: y, style, alignment)
    }

    /// Draws a line with a rim of another colour on both sides.
    mutating func line(
        from start: (x: Double, y: Double), to end: (x: Double, y: Double), thickness: Int, _ colour: Colour,
        rim: Colour
    ) {
        line(from: start, to: end, thickness: thickness + 2, rim)
        line(from: start, to: end, thickness: thickness, colour)
    }
}
