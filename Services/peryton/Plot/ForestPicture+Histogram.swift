import IsolationForest
import Pictures

/// How often scores occur, in bins of equal width.
struct Histogram {
    /// What was counted.
    let title: String
    let range: ClosedRange<Double>
    /// Share of the rows in each bin, 0 to 1.
    let shares: [Double]
    /// The share that calibration expects in each bin; empty where it is what is shown.
    let expected: [Double]

    static let bins = 80

    /// Of the table's scores, else of the calibration; nil where there is neither.
    init?(of data: PlotData) {
        let forest = data.forest
        let scores = data.table?.scores ?? []
        let isCalibrated = forest.calibration != nil
        guard isCalibrated || !scores.isEmpty else { return nil }
        let ends = [forest.score(ofTailProbability: 0.9995), forest.score(ofTailProbability: 1e-3)].compactMap { $0 }
        let all = ends + scores
        let (low, high) = (all.min() ?? 0, all.max() ?? 1)
        let margin = max(0.02 * (high - low), 1e-6)
        let range = low - margin...high + margin
        let width = (range.upperBound - range.lowerBound) / Double(Self.bins)
        let edges = (0...Self.bins).map { range.lowerBound + Double($0) * width }
        let tails = edges.map { forest.tailProbability(ofScore: $0) }
        let expected = isCalibrated ? zip(tails, tails.dropFirst()).map { $0 - $1 } : []
        self.range = range
        if scores.isEmpty {
            title = "rows held out in training"
            shares = expected
            self.expected = []
        } else {
            var counts = [Int](repeating: 0, count: Self.bins)
            for score in scores {
                counts[min(Self.bins - 1, max(0, Int((score - range.lowerBound) / width)))] += 1
            }
            title =
                "rows of \(data.tableName)" + (expected.isEmpty ? "" : "; line: held-out rows")
            shares = counts.map { Double($0) / Double(scores.count) }
            self.expected = expected
        }
    }
}

extension ForestPicture {
    /// Bars, in the colours of their scores, and the marked tail probability.
    mutating func draw(_ histogram: Histogram, in area: Area, colours: Axis) {
        let xAxis = Axis(histogram.range, from: Double(area.left), to: Double(area.right))
        let highest = max((histogram.shares + histogram.expected).max() ?? 0, 1e-9)
        // Room above for the words.
        let yAxis = Axis(0...135 * highest, from: Double(area.bottom), to: Double(area.top))
        for tick in yAxis.ticks(about: area.height / dots(28)) {
            let y = Int(yAxis.place(of: tick.value).rounded())
            picture.fill(Area(left: area.left, top: y, right: area.right, bottom: y + 1), Self.grid)
        }
        let binWidth = (histogram.range.upperBound - histogram.range.lowerBound) / Double(histogram.shares.count)
        for (bin, share) in histogram.shares.enumerated() where share > 0 {
            let low = histogram.range.lowerBound + Double(bin) * binWidth
            // Whatever was seen is a pixel high.
            let top = min(area.bottom - 1, Int(yAxis.place(of: 100 * share).rounded()))
            let bar = Area(
                left: Int(xAxis.place(of: low).rounded()), top: top,
                right: Int(xAxis.place(of: low + binWidth).rounded()) - 1, bottom: area.bottom)
            picture.fill(bar, Self.colour(of: low + binWidth / 2, colours))
        }
        drawLine(of: histogram, xAxis, yAxis)
        picture.write(
            style.shortened(histogram.title, toWidth: area.width), x: area.left,
            y: area.top - style.height - dots(3), style)
        if let marked = data.markedScore { mark(marked, xAxis, in: area) }
        picture.frame(area, style.colour)
        picture.bottomAxis(xAxis, of: area, title: AxisTitle("score"), style)
        picture.leftAxis(yAxis, of: area, title: AxisTitle("rows", unit: "%"), style)
    }

    /// What calibration expects, as the outline of bars.
    private mutating func drawLine(of histogram: Histogram, _ xAxis: Axis, _ yAxis: Axis) {
        let binWidth = (histogram.range.upperBound - histogram.range.lowerBound) / Double(histogram.shares.count)
        var before = yAxis.place(of: 0)
        for (bin, share) in histogram.expected.enumerated() {
            let low = histogram.range.lowerBound + Double(bin) * binWidth
            let (left, right) = (xAxis.place(of: low), xAxis.place(of: low + binWidth))
            let y = yAxis.place(of: 100 * share)
            picture.line(from: (left, before), to: (left, y), style.colour)
            picture.line(from: (left, y), to: (right, y), style.colour)
            before = y
        }
    }

    private mutating func mark(_ score: Double, _ axis: Axis, in area: Area) {
        let x = axis.place(of: score)
        picture.line(
            from: (x, Double(area.top)), to: (x, Double(area.bottom - 1)), thickness: style.scale, Self.marked)
        let digits = (score * 1_000).rounded() / 1_000
        let words = "tail \(PlotData.markedTail): \(digits)"
        let fitsRight = Int(x) + dots(5) + style.width(of: words) < area.right
        picture.write(
            words, x: fitsRight ? Int(x) + dots(5) : Int(x) - dots(4), y: area.top + dots(5),
            style, fitsRight ? .start : .end)
    }
}
