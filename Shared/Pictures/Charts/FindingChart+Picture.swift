extension FindingChart {
    /// The chart, 600 pixels wide or more.
    ///
    /// From top to bottom: name, position and observation; the field, enlarged or reduced by a whole factor to between
    /// 600 and 1200 pixels where its shape allows; a line for each star with what leads from it to the target. The
    /// target is in the gap of a red cross-hair, stars are circled and named in blue; arrows tell North and East, a bar
    /// the scale. A star outside of the field has a * in the table.
    public func picture() -> Picture {
        let (shown, scale) = fittedField()
        let table = tableLines()
        let tableWidth = table.map { Layout.text.width(of: $0.text) }.max() ?? 0
        let width = max(shown.width, tableWidth, Layout.leastWidth) + 2 * Layout.margin
        let height =
            Layout.headHeight + shown.height + Layout.margin + table.count * Layout.lineHeight
            + (table.isEmpty ? 0 : Layout.margin)
        var page = Picture(width: width, height: height, colour: .white)
        writeHead(on: &page)
        let left = (width - shown.width) / 2
        let area = Area(
            left: left, top: Layout.headHeight, right: left + shown.width, bottom: Layout.headHeight + shown.height)
        // Marks are drawn on the field itself, so that none reaches over its edge.
        var field = shown
        drawMarks(on: &field, scale: scale)
        page.paste(field, x: area.left, y: area.top)
        page.frame(area, .black)
        var y = area.bottom + Layout.margin
        for line in table {
            page.write(line.text, x: Layout.margin, y: y, TextStyle(scale: 2, colour: line.colour))
            y += Layout.lineHeight
        }
        return page
    }

    /// Sizes in pixels, and styles.
    enum Layout {
        static let margin = 20
        static let headHeight = 106
        static let lineHeight = 26
        static let leastWidth = 600
        static let greatestWidth = 1200
        static let text = TextStyle(scale: 2)
        static let targetColour = Colour(0xD00000)
        static let starColour = Colour(0x0050C8)
        static let quiet = Colour(0x505050)
    }

    /// The field in the size that is drawn, and its pixels for each of the image's.
    private func fittedField() -> (picture: Picture, scale: Double) {
        let longest = max(field.width, field.height)
        if field.width < Layout.leastWidth {
            // A narrow, high field is not made higher than wide ones are.
            let factor = min(
                (Layout.leastWidth + field.width - 1) / field.width, max(1, Layout.greatestWidth / longest))
            return (field.enlarged(by: factor), Double(factor))
        }
        let divisor = longest / Layout.greatestWidth
        return divisor > 1 ? (field.reduced(by: divisor), 1 / Double(divisor)) : (field, 1)
    }

    private func writeHead(on page: inout Picture) {
        let room = page.width - 2 * Layout.margin
        let large = TextStyle(scale: 3)
        page.write(large.shortened(title, toWidth: room), x: Layout.margin, y: 16, large)
        let (across, up) = (Double(field.width) * pixelScale, Double(field.height) * pixelScale)
        let size = pixelScale.isFinite && pixelScale > 0 ? "\(Self.angleText(across)) × \(Self.angleText(up))" : ""
        let sizeWidth = Layout.text.width(of: size)
        page.write(size, x: page.width - Layout.margin, y: 76, TextStyle(scale: 2, colour: Layout.quiet), .end)
        let target = TextStyle(scale: 2, colour: Layout.targetColour)
        page.write(target.shortened(position, toWidth: room), x: Layout.margin, y: 50, target)
        let quiet = TextStyle(scale: 2, colour: Layout.quiet)
        page.write(quiet.shortened(observation, toWidth: room - sizeWidth - 24), x: Layout.margin, y: 76, quiet)
    }

    private func tableLines() -> [(text: String, colour: Colour)] {
        guard !stars.isEmpty else { return [] }
        let offsets = stars.map { Self.offsetTexts(east: $0.eastOffset, north: $0.northOffset) }
        let widestEast = offsets.map(\.east.count).max() ?? 0
        let widestNorth = offsets.map(\.north.count).max() ?? 0
        func padding(_ text: String, to width: Int) -> String {
            String(repeating: " ", count: max(0, width - text.count))
        }
        let rows = zip(stars, offsets).map { star, offset in
            // The numbers end below each other.
            let east = padding(offset.east, to: widestEast) + offset.east
            let north = padding(offset.north, to: widestNorth) + offset.north
            return [
                star.label + (isInside(x: star.x, y: star.y) ? "" : "*"), star.magnitude, star.position,
                "\(east)  \(north)",
            ]
        }
        let heads = ["star", "mag", "RA Dec", "from star to target"]
        let widths = heads.indices.map { column in ([heads] + rows).map { $0[column].count }.max() ?? 0 }
        func line(_ cells: [String]) -> String {
            zip(cells, widths).map { $0 + padding($0, to: $1) }.joined(separator: "  ")
        }
        var lines = [(text: line(heads), colour: Layout.quiet)]
        lines += rows.map { (text: line($0), colour: Colour.black) }
        if !stars.allSatisfy({ isInside(x: $0.x, y: $0.y) }) {
            lines.append((text: "* outside of the field", colour: Layout.quiet))
        }
        return lines
    }

    /// Whether a pixel, from 1, is on the field.
    func isInside(x: Double, y: Double) -> Bool {
        x >= 0.5 && x <= Double(field.width) + 0.5 && y >= 0.5 && y <= Double(field.height) + 0.5
    }
}
