import Foundation
import Images
import Messages
import Pictures
import Sky

extension FindingChart {
    /// The chart of a cut image.
    init(
        _ cut: CutPlane, world: WorldCoordinates, target: SkyPosition, name: String, band: CutoutMaker.Band,
        stars: [Messages.ReferenceStar]
    ) throws {
        func pixel(_ position: SkyPosition) -> (x: Double, y: Double) {
            world.pixel(of: position).map { ($0.x + 1, $0.y + 1) } ?? (.nan, .nan)
        }
        func text(_ position: SkyPosition) -> String {
            "\(Sexagesimal.text(rightAscension: position.rightAscension)) \(Sexagesimal.text(declination: position.declination))"
        }
        // The angle of the rows from north through east; the chart wants that of north from "up" to the left.
        let angle = world.orientation?.positionAngle ?? 0
        let isMirrored = world.orientation?.isMirrored == true
        let epoch = band.sources.first?.group.mjd.map { String(format: ", MJD %.2f", $0) } ?? ""
        self.init(
            field: Self.field(of: try cut.block.intensities), pixelScale: world.scaleArcseconds,
            orientation: Orientation(north: isMirrored ? angle : -angle, isSkyLike: !isMirrored),
            target: pixel(target),
            stars: stars.compactMap { star in
                SkyPosition(rightAscension: star.raDegrees, declination: star.decDegrees).map { place in
                    let at = pixel(place)
                    return FindingChart.ReferenceStar(
                        x: at.x, y: at.y, label: star.label, position: text(place),
                        magnitude: String(format: "%.2f %@", star.magnitude, band.name),
                        eastOffset: star.eastArcseconds, northOffset: star.northArcseconds)
                }
            },
            title: name.isEmpty ? CutoutName.stem(collection: band.collection, target) : name, position: text(target),
            observation: "ICRS; \(band.collection)\(band.name.isEmpty ? "" : ", band \(band.name)")\(epoch)")
    }
}
