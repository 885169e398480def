import Foundation

extension FindingChart {
    /// Draws what stands on the field; `scale` is its pixels for each of the image's.
    func drawMarks(on shown: inout Picture, scale: Double) {
        func place(_ x: Double, _ y: Double) -> (x: Double, y: Double) {
            ((x - 0.5) * scale, (Double(field.height) + 0.5 - y) * scale)
        }
        let centre = place(target.x, target.y)
        let circles = stars.filter { isInside(x: $0.x, y: $0.y) }.map { (star: $0, at: place($0.x, $0.y)) }
        // What nothing may be written over.
        var taken = circles.map { Self.square(about: $0.at, reach: Self.starRadius + 2) }
        if isInside(x: target.x, y: target.y) { taken.append(Self.square(about: centre, reach: Self.hairEnd + 2)) }

        drawCompass(on: &shown, &taken)
        drawScaleBar(on: &shown, scale: scale, &taken)
        for (_, at) in circles {
            shown.ring(x: at.x, y: at.y, radius: Self.starRadius, thickness: 4, .white)
            shown.ring(x: at.x, y: at.y, radius: Self.starRadius, thickness: 2, Layout.starColour)
        }
        for (star, at) in circles { writeLabel(star.label, about: at, on: &shown, &taken) }
        guard isInside(x: target.x, y: target.y) else { return }
        for (dx, dy) in [(-1.0, 0.0), (1, 0), (0, -1), (0, 1)] {
            shown.line(
                from: (centre.x + dx * Self.hairStart, centre.y + dy * Self.hairStart),
                to: (centre.x + dx * Self.hairEnd, centre.y + dy * Self.hairEnd), thickness: 3, Layout.targetColour,
                rim: .white)
        }
    }

    /// Pixels from the target to where the hairs begin and end, and of the circles about stars.
    private static let hairStart = 12.0
    private static let hairEnd = 40.0
    private static let starRadius = 15.0

    private static func square(about point: (x: Double, y: Double), reach: Double) -> Area {
        Area(
            left: Int(point.x - reach), top: Int(point.y - reach), right: Int(point.x + reach),
            bottom: Int(point.y + reach))
    }

    /// Writes a label at the side of a circle where there is room.
    private func writeLabel(
        _ label: String, about point: (x: Double, y: Double), on shown: inout Picture, _ taken: inout [Area]
    ) {
        let style = TextStyle(scale: 2, colour: Layout.starColour)
        let (width, height) = (style.width(of: label), style.height)
        let near = Int(Self.starRadius * 0.75) + 4
        let (x, y) = (Int(point.x), Int(point.y))
        let far = Int(Self.starRadius) + 5
        let corners = [
            (x + near, y - near - height + 4), (x + near, y + near - 4), (x - near - width, y - near - height + 4),
            (x - near - width, y + near - 4), (x + far, y - height / 2), (x - far - width, y - height / 2),
            (x - width / 2, y - far - height), (x - width / 2, y + far),
        ]
        let areas = corners.map { Area(left: $0.0, top: $0.1, right: $0.0 + width, bottom: $0.1 + height) }
        let area = Self.free(areas, in: shown, taken, room: 3) ?? areas[0]
        shown.write(label, x: area.left, y: area.top, style, rim: .white)
        taken.append(area)
    }

    private func drawCompass(on shown: inout Picture, _ taken: inout [Area]) {
        // An arrow in an unknown direction would mislead.
        guard orientation.north.isFinite else { return }
        let (arm, side) = (44.0, 120)
        let area = corner(width: side, height: side, [(1, 0), (0, 0), (1, 1), (0, 1)], of: shown, taken)
        drawPanel(area, on: &shown)
        taken.append(area)
        let angle = orientation.north * .pi / 180
        let north = (x: -sin(angle), y: -cos(angle))
        // A quarter turn to the left of North, as seen on the picture, or to the right.
        let east = orientation.isSkyLike ? (x: north.y, y: -north.x) : (x: -north.y, y: north.x)
        // The two arms about the middle of the area.
        let middle = (x: Double(area.left + area.right) / 2, y: Double(area.top + area.bottom) / 2)
        let origin = (x: middle.x - (north.x + east.x) * arm / 2, y: middle.y - (north.y + east.y) * arm / 2)
        for (direction, name) in [(north, "N"), (east, "E")] {
            let tip = (x: origin.x + arm * direction.x, y: origin.y + arm * direction.y)
            shown.line(from: origin, to: tip, thickness: 2, .black)
            for turn in [-2.6, 2.6] {
                let (cosine, sine) = (cos(turn), sin(turn))
                let barb = (
                    x: tip.x + 11 * (direction.x * cosine - direction.y * sine),
                    y: tip.y + 11 * (direction.x * sine + direction.y * cosine)
                )
                shown.line(from: tip, to: barb, thickness: 2, .black)
            }
            let at = (x: origin.x + (arm + 15) * direction.x, y: origin.y + (arm + 15) * direction.y)
            shown.write(
                name, x: Int(at.x.rounded()) + 1, y: Int(at.y.rounded()) - Layout.text.ascent / 2, Layout.text, .middle)
        }
    }

    private func drawScaleBar(on shown: inout Picture, scale: Double, _ taken: inout [Area]) {
        let pixelsAnArcsecond = scale / pixelScale
        guard pixelsAnArcsecond.isFinite, pixelsAnArcsecond > 0,
            let length = Self.roundLength(upTo: 0.25 * Double(shown.width) / pixelsAnArcsecond)
        else { return }
        let bar = Int((length * pixelsAnArcsecond).rounded())
        guard bar >= 20 else { return }
        let text = Self.angleText(length)
        let width = max(bar, Layout.text.width(of: text)) + 28
        let area = corner(width: width, height: 52, [(0, 1), (1, 1), (0, 0), (1, 0)], of: shown, taken)
        taken.append(area)
        drawPanel(area, on: &shown)
        let middle = (area.left + area.right) / 2
        shown.write(text, x: middle, y: area.top + 9, Layout.text, .middle)
        let (left, y) = (middle - bar / 2, area.bottom - 15)
        shown.fill(Area(left: left, top: y, right: left + bar, bottom: y + 3), .black)
        for end in [left, left + bar - 2] {
            shown.fill(Area(left: end, top: y - 4, right: end + 2, bottom: y + 7), .black)
        }
    }

    private func drawPanel(_ area: Area, on shown: inout Picture) {
        shown.veil(area, .white, share: 0.8)
        shown.frame(area, Colour(0xB0B0B0))
    }

    /// The first of corners (0 left or top, 1 right or bottom) that nothing is in, or else the first.
    private func corner(
        width: Int, height: Int, _ corners: [(x: Int, y: Int)], of shown: Picture, _ taken: [Area]
    ) -> Area {
        let inset = 10
        let areas = corners.map { corner in
            let left = corner.x == 0 ? inset : shown.width - inset - width
            let top = corner.y == 0 ? inset : shown.height - inset - height
            return Area(left: left, top: top, right: left + width, bottom: top + height)
        }
        return Self.free(areas, in: shown, taken, room: 0) ?? areas[0]
    }

    /// The first area that is within a picture and overlaps nothing.
    private static func free(_ areas: [Area], in picture: Picture, _ taken: [Area], room: Int) -> Area? {
        areas.first { area in
            area.left >= room && area.top >= room && area.right <= picture.width - room
                && area.bottom <= picture.height - room
                && !taken.contains {
                    $0.left < area.right && area.left < $0.right && $0.top < area.bottom && area.top < $0.bottom
                }
        }
    }
}
