/// Words in a picture: letters of a fixed width, made of dots.
public struct TextStyle: Sendable {
    /// Pixels a dot.
    public var scale: Int
    /// Colour of the letters.
    public var colour: Colour

    /// A style; a scale below 1 counts as 1.
    public init(scale: Int, colour: Colour = .black) {
        self.scale = max(1, scale)
        self.colour = colour
    }

    /// Pixels that a text takes across.
    public func width(of text: String) -> Int {
        text.isEmpty ? 0 : (text.count * (BitmapFont.width + 1) - 1) * scale
    }

    /// Pixels from the tops of capitals to the line on which letters stand.
    public var ascent: Int { BitmapFont.ascent * scale }

    /// Pixels from the tops of capitals to the ends of letters that reach below the line.
    public var height: Int { BitmapFont.height * scale }

    /// The text, or its beginning and … where it is wider than so many pixels.
    public func shortened(_ text: String, toWidth width: Int) -> String {
        if self.width(of: text) <= width { return text }
        let room = max(1, (width / scale + 1) / (BitmapFont.width + 1))
        return text.prefix(room - 1) + "…"
    }
}

/// Where a text stands with respect to a point.
public enum TextAlignment: Sendable {
    /// It begins there.
    case start
    /// Its middle is there.
    case middle
    /// It ends there.
    case end
}

extension Picture {
    /// Writes a text whose capitals have their tops at `y`.
    public mutating func write(
        _ text: String, x: Int, y: Int, _ style: TextStyle, _ alignment: TextAlignment = .start
    ) {
        let left = x - Self.offset(of: text, alignment, style)
        for (place, character) in text.enumerated() {
            let start = left + place * (BitmapFont.width + 1) * style.scale
            draw(character, style) { self[start + $0, y + $1] = style.colour }
        }
    }

    /// Writes a text from the bottom to the top; the tops of its capitals are at `x`.
    public mutating func writeUpwards(
        _ text: String, x: Int, y: Int, _ style: TextStyle, _ alignment: TextAlignment = .start
    ) {
        let bottom = y + Self.offset(of: text, alignment, style)
        for (place, character) in text.enumerated() {
            let start = bottom - 1 - place * (BitmapFont.width + 1) * style.scale
            draw(character, style) { self[x + $1, start - $0] = style.colour }
        }
    }

    private static func offset(of text: String, _ alignment: TextAlignment, _ style: TextStyle) -> Int {
        switch alignment {
        case .start: 0
        case .middle: style.width(of: text) / 2
        case .end: style.width(of: text)
        }
    }

    /// Calls `body` with the place of each pixel of a letter.
    ///
    /// Enlarged letters have their stairs smoothed: where two neighbours that meet at a corner of an empty dot are set
    /// and the other two are not, the corner's quarter is filled (the rule known as Scale2x).
    private func draw(_ character: Character, _ style: TextStyle, _ body: (_ x: Int, _ y: Int) -> Void) {
        func isSet(_ column: Int, _ row: Int) -> Bool { BitmapFont.isSet(character, column: column, row: row) }
        let scale = style.scale
        for row in 0..<BitmapFont.height {
            for column in 0..<BitmapFont.width {
                let here = isSet(column, row)
                let (up, down) = (isSet(column, row - 1), isSet(column, row + 1))
                let (left, right) = (isSet(column - 1, row), isSet(column + 1, row))
                for y in 0..<scale {
                    for x in 0..<scale {
                        let vertical = 2 * y < scale ? up : down
                        let horizontal = 2 * x < scale ? left : right
                        let smoothed =
                            vertical == horizontal && up != down && left != right && scale > 1 && !here
                            ? vertical : here
                        if smoothed { body(column * scale + x, row * scale + y) }
                    }
                }
            }
        }
    }
}
