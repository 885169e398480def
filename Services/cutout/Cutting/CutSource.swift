import Foundation
import Images
import Sky

/// A group of images that cover one target in one band, opened: the nearest first.
struct CutSource {
    let group: ImageIndex.Group
    let entry: OpenImages.Entry
    let image: ImageExtension
    let world: WorldCoordinates
    let record: ImageRecord

    /// Opens the plane of a group.
    init(_ group: ImageIndex.Group, _ record: ImageRecord, _ images: OpenImages) throws {
        self.group = group
        self.record = record
        entry = try images.open(record.fullPath)
        image = try entry.image(record.hdu)
        world = try entry.world(image)
    }

    /// Whether a position lies on the image's pixels.
    func holds(_ position: SkyPosition) -> Bool {
        guard let pixel = world.pixel(of: position) else { return false }
        return pixel.x >= -0.5 && pixel.y >= -0.5 && pixel.x < Double(image.width) - 0.5
            && pixel.y < Double(image.height) - 0.5
    }

    /// The pixels of a cutout around a position; astropy's Cutout2D takes the same.
    func box(around position: SkyPosition, _ plan: CutPlan) -> PixelBox? {
        guard let pixel = world.pixel(of: position) else { return nil }
        var (left, bottom) = (pixel.x, pixel.y)
        let (width, height): (Int, Int)
        switch (plan.shape, plan.size) {
        case (.polygon(let polygon), _):
            let corners = polygon.vertices.compactMap { world.pixel(of: $0) }
            guard corners.count == polygon.vertices.count, let first = corners.first else { return nil }
            let xs = corners.reduce((first.x, first.x)) { (min($0.0, $1.x), max($0.1, $1.x)) }
            let ys = corners.reduce((first.y, first.y)) { (min($0.0, $1.y), max($0.1, $1.y)) }
            (left, bottom) = ((xs.0 + xs.1) / 2, (ys.0 + ys.1) / 2)
            (width, height) = (Int((xs.1 - xs.0).rounded(.up)) + 1, Int((ys.1 - ys.0).rounded(.up)) + 1)
        case (_, .pixels(let w, let h)): (width, height) = (w, h)
        case (_, .arcminutes(let w, let h)):
            width = max(1, Int((w * 60 / world.scaleArcseconds).rounded()))
            height = max(1, Int((h * 60 / world.scaleArcseconds).rounded()))
        }
        return PixelBox(
            x: Int((left - Double(width) / 2).rounded(.up)), y: Int((bottom - Double(height) / 2).rounded(.up)),
            width: width, height: height)
    }

    /// Whether a box lies on the image entirely.
    func covers(_ box: PixelBox) -> Bool {
        box.x >= 0 && box.y >= 0 && box.x + box.width <= image.width && box.y + box.height <= image.height
    }
}
