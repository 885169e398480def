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

    /// Whether all pixels of a cutout around a position lie on the image.
    func covers(_ position: SkyPosition, _ plan: CutPlan) -> Bool {
        let box: PixelBox?
        if let region = plan.region(around: position, scale: world.scaleArcseconds) {
            box = world.box(around: region)
        } else if let pixel = world.pixel(of: position), let size = plan.size.pixels(scale: world.scaleArcseconds) {
            box = PixelBox(around: pixel.x, pixel.y, width: size.width, height: size.height)
        } else {
            box = nil
        }
        return box.map { image.bounds.contains($0) } ?? false
    }
}
