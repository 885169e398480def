import Foundation
import IsolationForest
import Pictures

extension ForestPicture {
    /// The scores over two features, the other features at their medians; returns the axis of their colours.
    mutating func drawMap(in area: Area, _ yFeature: PlotFeature) throws -> Axis {
        let xAxis = Axis(data.x.range, from: Double(area.left), to: Double(area.right))
        let yAxis = Axis(yFeature.range, from: Double(area.bottom), to: Double(area.top))
        // Large pictures have a score for each few pixels.
        let step = max(1, area.width / 500)
        let columns = (area.width + step - 1) / step
        let rows = (area.height + step - 1) / step
        var values: [Float] = []
        values.reserveCapacity(columns * rows * data.forest.features.count)
        var point = data.forest.medians
        for row in 0..<rows {
            point[yFeature.index] = Float(yAxis.value(at: Double(area.top) + (Double(row) + 0.5) * Double(step)))
            for column in 0..<columns {
                point[data.x.index] = Float(
                    xAxis.value(at: Double(area.left) + (Double(column) + 0.5) * Double(step)))
                values += point
            }
        }
        let scores = try data.forest.scores(
            of: FeatureTable(features: point.count, values: values),
            threads: ProcessInfo.processInfo.activeProcessorCount)
        let bar = Area(
            left: area.right + dots(10), top: area.top, right: area.right + dots(20), bottom: area.bottom)
        let colours = Axis(
            (scores.min() ?? 0)...(scores.max() ?? 1), from: Double(bar.bottom), to: Double(bar.top))
        for y in area.top..<area.bottom {
            for x in area.left..<area.right {
                let score = scores[(y - area.top) / step * columns + (x - area.left) / step]
                picture[x, y] = Self.colour(of: score, colours)
            }
        }
        drawBorder(of: scores, columns: columns, step: step, in: area)
        drawRows(in: area, x: { xAxis.place(of: Double($0.x)) }, y: { yAxis.place(of: Double($0.y)) })
        picture.frame(area, style.colour)
        picture.bottomAxis(xAxis, of: area, title: data.x.title, style)
        picture.leftAxis(yAxis, of: area, title: yFeature.title, style)
        drawBar(colours, in: bar)
        return colours
    }

    static func colour(of score: Double, _ colours: Axis) -> Colour {
        let range = colours.range
        return ColourMap.viridis[(score - range.lowerBound) / (range.upperBound - range.lowerBound)]
    }

    /// The scores along the only feature; returns the axis of their colours.
    mutating func drawCurve(in area: Area) throws -> Axis {
        let xAxis = Axis(data.x.range, from: Double(area.left), to: Double(area.right))
        let values = (area.left..<area.right).map { Float(xAxis.value(at: Double($0) + 0.5)) }
        let scores = try data.forest.scores(of: FeatureTable(features: 1, values: values))
        let shown = scores + (data.markedScore.map { [$0] } ?? [])
        let (low, high) = (shown.min() ?? 0, shown.max() ?? 1)
        let margin = 0.05 * (high - low)
        let yAxis = Axis(low - margin...high + margin, from: Double(area.bottom), to: Double(area.top))
        for tick in yAxis.ticks(about: area.height / dots(28)) {
            let y = Int(yAxis.place(of: tick.value).rounded())
            picture.fill(Area(left: area.left, top: y, right: area.right, bottom: y + 1), Self.grid)
        }
        if let marked = data.markedScore {
            let y = yAxis.place(of: marked)
            picture.line(
                from: (Double(area.left), y), to: (Double(area.right - 1), y), thickness: style.scale, Self.marked)
        }
        for (column, (score, next)) in zip(scores, scores.dropFirst()).enumerated() {
            let x = Double(area.left + column)
            picture.line(
                from: (x, yAxis.place(of: score)), to: (x + 1, yAxis.place(of: next)), thickness: style.scale,
                Self.colour(of: 0, yAxis))
        }
        drawRows(in: area, x: { xAxis.place(of: Double($0.x)) }, y: { yAxis.place(of: $0.score) })
        picture.frame(area, style.colour)
        picture.bottomAxis(xAxis, of: area, title: data.x.title, style)
        picture.leftAxis(yAxis, of: area, title: AxisTitle("score"), style)
        return yAxis
    }

    /// The line at which scores reach the marked tail probability.
    private mutating func drawBorder(of scores: [Double], columns: Int, step: Int, in area: Area) {
        guard let marked = data.markedScore else { return }
        func isBeyond(_ x: Int, _ y: Int) -> Bool {
            scores[(y - area.top) / step * columns + (x - area.left) / step] >= marked
        }
        for y in area.top..<area.bottom - 1 {
            for x in area.left..<area.right - 1
            where isBeyond(x, y) != isBeyond(x + 1, y) || isBeyond(x, y) != isBeyond(x, y + 1) {
                picture.fill(
                    Area(
                        left: x, top: y, right: min(x + style.scale, area.right),
                        bottom: min(y + style.scale, area.bottom)),
                    Self.marked)
            }
        }
    }

    /// The rows of the table that lie in the area, odd ones above the others; of too many ordinary ones only some.
    private mutating func drawRows(
        in area: Area, x: (PlotRows.Row) -> Double, y: (PlotRows.Row) -> Double
    ) {
        guard let rows = data.table?.rows else { return }
        let limit = data.markedScore ?? .infinity
        let inside = Area(
            left: area.left + dots(1), top: area.top + dots(1), right: area.right - dots(1),
            bottom: area.bottom - dots(1))
        let ordinary = rows.filter { $0.score < limit }
        let odd = rows.filter { $0.score >= limit }
        for (rows, isOdd) in [(ordinary, false), (odd, true)] {
            let every = max(1, rows.count / 3_000)
            let radius = Double(style.scale) * (rows.count > 600 ? 1 : 1.6) * (isOdd ? 1.25 : 1)
            for row in stride(from: 0, to: rows.count, by: every).map({ rows[$0] }) {
                let (x, y) = (x(row), y(row))
                guard x >= Double(inside.left), x < Double(inside.right), y >= Double(inside.top),
                    y < Double(inside.bottom)
                else { continue }
                drawRow(x: x, y: y, radius: radius, isOdd: isOdd)
            }
        }
    }

    /// What colours mean.
    private mutating func drawBar(_ colours: Axis, in bar: Area) {
        for y in bar.top..<bar.bottom {
            picture.fill(
                Area(left: bar.left, top: y, right: bar.right, bottom: y + 1),
                Self.colour(of: colours.value(at: Double(y) + 0.5), colours))
        }
        if let marked = data.markedScore, colours.range.contains(marked) {
            let y = colours.place(of: marked)
            picture.line(
                from: (Double(bar.left), y), to: (Double(bar.right - 1), y), thickness: style.scale, Self.marked)
        }
        picture.frame(bar, style.colour)
        picture.rightAxis(colours, of: bar, title: AxisTitle("score"), style)
    }
}
