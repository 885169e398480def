import Testing

@testable import Pictures

@Suite("Drawing")
struct DrawingTests {
    @Test("what is drawn outside of a picture is left out")
    func outside() {
        var picture = Picture(width: 20, height: 10)
        picture.fill(Area(left: -5, top: -5, right: 3, bottom: 2), .black)
        picture.fill(Area(left: 30, top: 30, right: 40, bottom: 40), .black)
        picture.line(from: (-50, 5), to: (70, 5), .black)
        picture.disc(x: 19, y: 9, radius: 4, .black, border: .black)
        picture.write("outside", x: 15, y: -4, TextStyle(scale: 2))
        picture.frame(Area(left: 0, top: 0, right: 20, bottom: 10), .black)
        #expect(picture[2, 1] == .black)
        #expect(picture[3, 1] == .white)
        #expect((0..<20).allSatisfy { picture[$0, 5] == .black })
        #expect(picture[19, 9] == .black)
        #expect(picture[0, 9] == .white)
    }

    @Test("every sign of ASCII has a glyph, no two the same, and others a box")
    func glyphs() {
        func dots(_ character: Character) -> [Bool] {
            (0..<BitmapFont.height).flatMap { row in
                (0..<BitmapFont.width).map { BitmapFont.isSet(character, column: $0, row: row) }
            }
        }
        let signs = (0x21...0x7E).compactMap { Unicode.Scalar($0).map { Character($0) } } + Array("µ²−°·×Å≤…″′±")
        #expect(Set(signs.map(dots)).count == signs.count)
        for sign in signs {
            #expect(dots(sign).contains(true), "\(sign)")
            #expect(dots(sign) != dots("語"), "\(sign)")
        }
        #expect(!dots(" ").contains(true))
        #expect(dots("語").contains(true))
    }

    @Test("a text takes the room that is told, upwards too, and a long one is shortened to its room")
    func text() {
        for scale in 1...3 {
            let style = TextStyle(scale: scale)
            let width = style.width(of: "HEH")
            var across = Picture(width: 100, height: 100)
            across.write("HEH", x: 10, y: 20, style)
            #expect(bounds(across) == Area(left: 10, top: 20, right: 10 + width, bottom: 20 + style.ascent))
            var up = Picture(width: 100, height: 100)
            up.writeUpwards("HEH", x: 10, y: 90, style)
            #expect(bounds(up) == Area(left: 10, top: 90 - width, right: 10 + style.ascent, bottom: 90))
            var ending = Picture(width: 100, height: 100)
            ending.write("HEH", x: 90, y: 20, style, .end)
            #expect(bounds(ending).right == 90)
            let short = style.shortened("a long text", toWidth: 8 * 6 * scale)
            #expect(short == "a long …")
            #expect(style.width(of: short) <= 8 * 6 * scale)
        }
    }

    @Test("ticks are round numbers in the range, and very small or large ones are told with a power of ten")
    func ticks() {
        func texts(_ range: ClosedRange<Double>, about count: Int = 5) -> [String] {
            Axis(range, from: 0, to: 100).ticks(about: count).map(\.text)
        }
        #expect(texts(0...1) == ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"])
        #expect(texts(-7...13) == ["−5", "0", "5", "10"])
        #expect(texts(0.412...0.431) == ["0.415", "0.420", "0.425", "0.430"])
        #expect(texts(-2.1e-6...3e-6) == ["−2", "−1", "0", "1", "2", "3"])
        #expect(texts(0...4.2e18) == ["0", "1", "2", "3", "4"])
        #expect(texts(2_459_000...2_459_000.5).first == "2.4590000")
        #expect(texts(3...3).count > 1)
        let small = Axis(-2.1e-6...3e-6, from: 0, to: 100)
        #expect(AxisTitle("flux", unit: "µJy").text(for: small) == "flux [1e−6 µJy]")
        #expect(AxisTitle("ratio").text(for: small) == "ratio [1e−6]")
        #expect(AxisTitle("ratio").text(for: Axis(0...1, from: 0, to: 1)) == "ratio")
    }

    @Test("no range gives more ticks than there is room for, nor fewer than two")
    func tickCounts() {
        for low in [-3e20, -5.5, 0, 1e-12, 99.7, 1e9] {
            for width in [1e-3, 0.07, 1, 33, 1e6, 4e20] where low + width > low {
                for count in 2...12 {
                    let ticks = Axis(low...low + width, from: 0, to: 1).ticks(about: count)
                    #expect(ticks.count >= 1 && ticks.count <= 2 * count + 1, "\(low) \(width) \(count)")
                    #expect(ticks.allSatisfy { $0.value >= low - width * 1e-6 && $0.value <= low + width * (1 + 1e-6) })
                }
            }
        }
    }

    @Test("an axis leads from numbers to places and back")
    func axis() {
        let axis = Axis(2...4, from: 300, to: 100)
        #expect(axis.place(of: 2) == 300)
        #expect(axis.place(of: 3) == 200)
        #expect(axis.value(at: 150) == 3.5)
    }

    @Test("viridis begins dark, ends bright, and only grows brighter")
    func colours() {
        #expect(ColourMap.viridis[0] == Colour(0x440154))
        #expect(ColourMap.viridis[1] == Colour(0xFDE725))
        #expect(ColourMap.viridis[-3] == ColourMap.viridis[0])
        #expect(ColourMap.viridis[.nan] == ColourMap.viridis[0])
        let brightness = (0...100).map { step in
            let colour = ColourMap.viridis[Double(step) / 100]
            return 0.2126 * Double(colour.red) + 0.7152 * Double(colour.green) + 0.0722 * Double(colour.blue)
        }
        #expect(zip(brightness, brightness.dropFirst()).allSatisfy { $1 > $0 - 0.5 })
    }

    /// The smallest area around all that is not white.
    private func bounds(_ picture: Picture) -> Area {
        var area = Area(left: picture.width, top: picture.height, right: picture.width, bottom: picture.height)
        var (right, bottom) = (0, 0)
        for y in 0..<picture.height {
            for x in 0..<picture.width where picture[x, y] != .white {
                area.left = min(area.left, x)
                area.top = min(area.top, y)
                right = max(right, x + 1)
                bottom = max(bottom, y + 1)
            }
        }
        return Area(left: area.left, top: area.top, right: right, bottom: bottom)
    }
}
