import Foundation
import Pictures

/// Draws a light curve.
struct LightCurveDrawing {
    private let curve: LightCurve
    private let bands: [String]
    private let styles: [String: BandStyle]
    private let area: Area
    private let days: Axis
    private let magnitudes: Axis

    private static let text = TextStyle(scale: 1, colour: Colour(0x303030))
    private static let title = TextStyle(scale: 2, colour: Colour(0x101010))
    private static let radius = 3.6

    init(_ curve: LightCurve) {
        self.curve = curve
        bands = curve.bands
        styles = BandStyle.styles(of: bands)
        let (top, bottom) = (36, LightCurvePicture.height - Picture.bottomAxisHeight(Self.text) - 6)
        // The axis' numbers tell how much room they take; the area's left does not change them.
        let magnitudes = Axis(curve.magnitudeRange, from: Double(top) + 0.5, to: Double(bottom) - 0.5)
        let rough = Area(left: 0, top: top, right: LightCurvePicture.width, bottom: bottom)
        let left = Picture.leftAxisWidth(magnitudes, of: rough, Self.text) + 4
        let right = LightCurvePicture.width - 14
        area = Area(left: left, top: top, right: right, bottom: bottom)
        self.magnitudes = magnitudes
        days = Axis(curve.daysRange, from: Double(left), to: Double(right))
    }

    func picture() -> Picture {
        var page = Picture(width: LightCurvePicture.width, height: LightCurvePicture.height)
        drawGrid(on: &page)
        // On a copy of the page, of which only the area is taken: nothing reaches over its edges.
        var plot = page
        drawPoints(on: &plot)
        for y in area.top..<area.bottom {
            for x in area.left..<area.right { page[x, y] = plot[x, y] }
        }
        page.frame(area, Colour(0x606060))
        page.bottomAxis(days, of: area, title: AxisTitle("days from this alert"), Self.text)
        page.leftAxis(magnitudes, of: area, title: AxisTitle("difference magnitude"), Self.text)
        drawHead(on: &page)
        return page
    }

    private func drawGrid(on page: inout Picture) {
        page.fill(area, Colour(0xFCFCFD))
        let grid = Colour(0xE4E6EA)
        for tick in days.ticks(about: area.width / 45) {
            let x = Int(days.place(of: tick.value).rounded())
            page.fill(Area(left: x, top: area.top, right: x + 1, bottom: area.bottom), grid)
        }
        for tick in magnitudes.ticks(about: area.height / 28) {
            let y = Int(magnitudes.place(of: tick.value).rounded())
            page.fill(Area(left: area.left, top: y, right: area.right, bottom: y + 1), grid)
        }
    }

    private func drawPoints(on plot: inout Picture) {
        for point in curve.points where point.isLimit { draw(point, on: &plot) }
        for point in curve.points where !point.isLimit { draw(point, on: &plot) }
    }

    private func draw(_ point: LightCurve.Point, on plot: inout Picture) {
        guard let style = styles[point.band] else { return }
        let (x, y) = (days.place(of: point.days), magnitudes.place(of: point.magnitude))
        if point.isLimit {
            plot.marker(style, x: x, y: y, radius: Self.radius - 0.4, isHollow: true)
            return
        }
        if point.error > 0 {
            let half = min(magnitudes.place(of: point.magnitude + point.error) - y, Double(area.height))
            let bar = style.colour.mixed(with: .black, share: 0.3)
            plot.paint(x: x, y: y, reach: half + 1, bar) { dx, dy in
                (dx.magnitude <= 0.6 && dy.magnitude <= half)
                    || (dx.magnitude <= 2.5 && (dy.magnitude - half).magnitude <= 0.5)
            }
        }
        plot.marker(style, x: x, y: y, radius: point.isThisAlert ? Self.radius + 1 : Self.radius)
        guard point.isThisAlert else { return }
        plot.paint(x: x, y: y, reach: 11, Colour(0x101010)) { dx, dy in
            let distance = (dx * dx + dy * dy).squareRoot()
            return (distance - 9.5).magnitude <= 0.8
        }
    }

    /// The object's name, and what the markers are.
    private func drawHead(on page: inout Picture) {
        let middle = area.top - 16
        var right = area.right
        func entry(_ label: String, _ draw: (inout Picture, Double, Double) -> Void) {
            right -= Self.text.width(of: label)
            page.write(label, x: right, y: middle - Self.text.ascent / 2, Self.text)
            right -= 9
            draw(&page, Double(right), Double(middle))
            right -= 13
        }
        if curve.points.contains(where: \.isLimit) {
            let grey = BandStyle(colour: Colour(0x808080), shape: .circle)
            entry("limit") { $0.marker(grey, x: $1, y: $2, radius: Self.radius, isHollow: true) }
        }
        for band in bands.reversed().prefix(8) {
            guard let style = styles[band] else { continue }
            entry(band.isEmpty ? "?" : band) { $0.marker(style, x: $1, y: $2, radius: Self.radius) }
        }
        let room = right - area.left - 8
        let large = Self.title.width(of: curve.title) <= room ? Self.title : Self.text
        page.write(
            large.shortened(curve.title, toWidth: room), x: area.left, y: middle - large.ascent / 2, large)
    }
}
