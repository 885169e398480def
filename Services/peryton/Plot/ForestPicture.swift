import IsolationForest
import Pictures

/// Draws a forest: the scores over one or two features above, how often they occur below.
struct ForestPicture {
    let data: PlotData
    let style: TextStyle
    var picture: Picture

    /// Colour of the marked tail probability, and of rows beyond it.
    static let marked = Colour(0xC1121F)
    static let grid = Colour(0xE4E4E4)

    private let size: Int

    /// The whole picture.
    ///
    /// - Parameter size: Its width in pixels.
    static func draw(_ data: PlotData, size: Int) throws -> Picture {
        var drawing = ForestPicture(data, size: size)
        try drawing.draw()
        return drawing.picture
    }

    private init(_ data: PlotData, size: Int) {
        self.data = data
        self.size = size
        style = TextStyle(scale: max(1, (size + 150) / 400), colour: Colour(0x202020))
        picture = Picture(width: 1, height: 1)
    }

    /// A length in dots of the letters.
    func dots(_ count: Int) -> Int { count * style.scale }

    private mutating func draw() throws {
        let axisHeight = Picture.bottomAxisHeight(style)
        let headHeight = 3 * dots(5) + 2 * style.height
        let left = max(dots(66), leftMargin)
        let right = size - (data.y == nil ? dots(10) : dots(80))
        let mapHeight = data.y == nil ? (right - left) * 2 / 3 : right - left
        let map = Area(left: left, top: headHeight, right: right, bottom: headHeight + mapHeight)
        let histogram = Histogram(of: data)
        let gap = style.height + dots(14)
        let bars = Area(
            left: left, top: map.bottom + axisHeight + gap, right: size - dots(10),
            bottom: map.bottom + axisHeight + gap + size / 4)
        picture = Picture(
            width: size, height: (histogram == nil ? map.bottom : bars.bottom) + axisHeight + dots(5))
        drawHead()
        let colours: Axis
        if let y = data.y {
            colours = try drawMap(in: map, y)
        } else {
            colours = try drawCurve(in: map)
        }
        if let histogram { draw(histogram, in: bars, colours: colours) }
    }

    /// Room for the numbers of the vertical axis.
    private var leftMargin: Int {
        guard let y = data.y else { return 0 }
        let area = Area(left: 0, top: 0, right: size, bottom: size * 2 / 3)
        return Picture.leftAxisWidth(
            Axis(y.range, from: Double(area.bottom), to: Double(area.top)), of: area, style)
    }

    /// The title and what the signs mean.
    private mutating func drawHead() {
        let margin = dots(6)
        let y = dots(5)
        picture.write(style.shortened(data.title, toWidth: size - 2 * margin), x: margin, y: y, style)
        guard data.markedScore != nil else { return }
        let legend = y + style.height + dots(5)
        let middle = Double(legend) + Double(style.ascent) / 2
        var x = margin
        picture.line(
            from: (Double(x), middle), to: (Double(x + dots(12)), middle), thickness: style.scale, Self.marked)
        x += dots(16)
        let words = "tail probability \(PlotData.markedTail)"
        picture.write(words, x: x, y: legend, style)
        x += style.width(of: words) + dots(14)
        if data.table == nil { return }
        for (isOdd, words) in [(false, "rows"), (true, "rows beyond it")] {
            drawRow(x: Double(x), y: middle, radius: Double(dots(2)), isOdd: isOdd)
            picture.write(words, x: x + dots(6), y: legend, style)
            x += dots(6) + style.width(of: words) + dots(14)
        }
    }

    /// The sign of a row.
    mutating func drawRow(x: Double, y: Double, radius: Double, isOdd: Bool) {
        picture.disc(
            x: x, y: y, radius: radius, isOdd ? Self.marked : .white, border: isOdd ? .white : Colour(0x404040))
    }
}
