import Sky

/// Makes one cut of several images of one band and one kind of plane.
///
/// The grid is that of the image whose middle is nearest to the target; its own pixels are copied, also those without
/// value. A pixel beyond its edge is from the image whose middle is nearest to that pixel, of those that have it.
/// Where the two grids differ by whole pixels only (to 0.001) it is copied. Otherwise masks and all integers take the
/// nearest pixel; weights are interpolated bilinearly and divided by the square of the ratio of the pixels' areas;
/// brightness is interpolated by Lanczos' kernel of three lobes and multiplied by that ratio, so that the flux of a
/// source stays the same. Zero points are not compared. What no image has is NaN, or the blank integer, or 0.
public enum Stitcher {
    /// Cuts around a position.
    ///
    /// An image that cannot be read is left out, and the reason is in the result's `failures`; an error is thrown only
    /// if no image can give a grid.
    public static func cut(
        _ centre: SkyPosition, size: CutSize, from sources: [StitchSource]
    ) throws(ImageError) -> StitchedCut {
        try cut(sources, nearestTo: centre) { world in
            guard let middle = world.pixel(of: centre), let pixels = size.pixels(scale: world.scaleArcseconds) else {
                return nil
            }
            return PixelBox(around: middle.x, middle.y, width: pixels.width, height: pixels.height)
        }
    }

    /// Cuts the smallest box around a region; pixels whose centres are outside of the region have no value.
    public static func cut(
        _ region: SkyRegion, from sources: [StitchSource]
    ) throws(ImageError) -> StitchedCut {
        var result = try cut(sources, nearestTo: region.centroid) { $0.box(around: region) }
        try result.plane.blank(outside: region)
        return result
    }

    private static func cut(
        _ sources: [StitchSource], nearestTo target: SkyPosition, _ box: (WorldCoordinates) -> PixelBox?
    ) throws(ImageError) -> StitchedCut {
        var failures: [ImageError] = []
        let ordered = sources.map { (source: $0, distance: $0.centre.separation(to: target)) }
            .sorted { $0.distance < $1.distance }.map(\.source)
        for (index, base) in ordered.enumerated() {
            guard let box = box(base.world) else { continue }
            do throws(ImageError) {
                let plane = try base.file.cut(base.image, box)
                var work = StitchWork(base: base, plane: plane)
                if plane.isPadded {
                    let others = ordered[(index + 1)...].filter { $0.image.plane == base.image.plane }
                    failures += work.fill(from: Array(others))
                }
                return StitchedCut(plane: work.plane, contributions: work.contributions, failures: failures)
            } catch {
                failures.append(error)
            }
        }
        throw failures.last
            ?? .cannotStitch(
                reason: "none of \(sources.count) images has the position on its grid, or the size is none")
    }
}
