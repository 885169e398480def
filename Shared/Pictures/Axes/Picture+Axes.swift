extension Picture {
    /// Draws the ticks, numbers and title of an axis below an area; its frame is not drawn.
    ///
    /// - Parameters:
    ///   - axis: From the area's left to its right.
    ///   - area: The area that the axis belongs to.
    ///   - title: What the numbers are.
    ///   - style: Of numbers and title.
    public mutating func bottomAxis(_ axis: Axis, of area: Area, title: AxisTitle, _ style: TextStyle) {
        let tickLength = 3 * style.scale
        let numbersTop = area.bottom + tickLength + 3 * style.scale
        var written = Int.min
        for tick in axis.ticks(about: area.width / (45 * style.scale)) {
            let x = Int(axis.place(of: tick.value).rounded())
            fill(Area(left: x, top: area.bottom, right: x + 1, bottom: area.bottom + tickLength), style.colour)
            // A number that would touch the one before is left out.
            let half = style.width(of: tick.text) / 2
            if x - half < written { continue }
            write(tick.text, x: x, y: numbersTop, style, .middle)
            written = x + half + 4 * style.scale
        }
        let short = style.shortened(title.text(for: axis), toWidth: area.width)
        write(
            short, x: (area.left + area.right) / 2, y: numbersTop + style.height + 2 * style.scale, style, .middle)
    }

    /// Pixels that `bottomAxis` takes below its area.
    public static func bottomAxisHeight(_ style: TextStyle) -> Int { 2 * style.height + 10 * style.scale }

    /// Draws the ticks, numbers and title of an axis to the left of an area.
    public mutating func leftAxis(_ axis: Axis, of area: Area, title: AxisTitle, _ style: TextStyle) {
        let tickLength = 3 * style.scale
        let numbersEnd = area.left - tickLength - 3 * style.scale
        let ticks = Self.verticalTicks(axis, of: area, style)
        for tick in ticks {
            let y = Int(axis.place(of: tick.value).rounded())
            fill(Area(left: area.left - tickLength, top: y, right: area.left, bottom: y + 1), style.colour)
            write(tick.text, x: numbersEnd, y: y - style.ascent / 2, style, .end)
        }
        let widest = ticks.map { style.width(of: $0.text) }.max() ?? 0
        writeUpwards(
            style.shortened(title.text(for: axis), toWidth: area.height),
            x: numbersEnd - widest - 5 * style.scale - style.height, y: (area.top + area.bottom) / 2, style, .middle)
    }

    /// Pixels that `leftAxis` takes to the left of its area.
    public static func leftAxisWidth(_ axis: Axis, of area: Area, _ style: TextStyle) -> Int {
        let widest = verticalTicks(axis, of: area, style).map { style.width(of: $0.text) }.max() ?? 0
        return widest + style.height + 16 * style.scale
    }

    /// Draws the ticks, numbers and title of an axis to the right of an area.
    public mutating func rightAxis(_ axis: Axis, of area: Area, title: AxisTitle, _ style: TextStyle) {
        let tickLength = 3 * style.scale
        let ticks = Self.verticalTicks(axis, of: area, style)
        for tick in ticks {
            let y = Int(axis.place(of: tick.value).rounded())
            fill(Area(left: area.right, top: y, right: area.right + tickLength, bottom: y + 1), style.colour)
            write(tick.text, x: area.right + tickLength + 3 * style.scale, y: y - style.ascent / 2, style, .start)
        }
        let widest = ticks.map { style.width(of: $0.text) }.max() ?? 0
        writeUpwards(
            style.shortened(title.text(for: axis), toWidth: area.height),
            x: area.right + tickLength + 8 * style.scale + widest,
            y: (area.top + area.bottom) / 2, style, .middle)
    }

    private static func verticalTicks(_ axis: Axis, of area: Area, _ style: TextStyle) -> [Axis.Tick] {
        axis.ticks(about: area.height / (28 * style.scale))
    }
}
