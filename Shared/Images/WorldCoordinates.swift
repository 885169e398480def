import Sky
import Synchronization

/// The celestial coordinates of an image: between its pixels and ICRS positions, by WCSLIB.
///
/// All projections of the standard are read, with TPV and SIP distortions. Pixel coordinates are zero-based: the centre
/// of the first pixel is 0, where FITS says 1. It may be used by many threads at once; they take turns.
public final class WorldCoordinates: Sendable {
    /// The projection's three letters, such as TAN or ZEA.
    ///
    /// Distorted ones have that of the projection behind the distortion: TAN for TPV.
    public let projection: String
    /// Columns and rows that the header announces; 0 where it does not.
    let size: (width: Int, height: Int)
    /// Side of a pixel in the middle of the image, arcseconds: the root of its area; NaN where there is none.
    ///
    /// The middle is the reference pixel where the header does not say how large the image is.
    public let scaleArcseconds: Double
    /// How the image lies on the sky in its middle; nil where there is none.
    public let orientation: Orientation?
    private let library: Mutex<WCSLibrary>
    private let frame: SkyFrame

    /// Reads the coordinates of a header, by default the primary ones.
    ///
    /// FK5 (J2000) counts as ICRS, from which it is 0.02″ away; other equinoxes, FK4, galactic and ecliptic coordinates
    /// are turned into ICRS. What is not celestial, not supported or contradicts itself is an error.
    public init(_ header: ImageHeader, alternative: Character = " ") throws(ImageError) {
        let read = try WCSLibrary(header, alternative: alternative)
        frame = try SkyFrame(
            longitudeType: read.longitudeType, radesys: read.radesys, equinox: read.equinox)
        projection = read.projection
        size = (header.integer("NAXIS1") ?? 0, header.integer("NAXIS2") ?? 0)
        let middle =
            size.width > 0 && size.height > 0
            ? (x: Double(size.width - 1) / 2, y: Double(size.height - 1) / 2) : read.reference
        let local = Gradient(read, frame, x: middle.x, y: middle.y)
        scaleArcseconds = local?.scaleArcseconds ?? .nan
        orientation = local.map { Orientation($0) }
        library = Mutex(read)
    }

    /// Where a position falls, zero-based; nil where it falls nowhere, as on the other side of the sky.
    ///
    /// The pixel is turned back into a position, which has to be the given one to 0.01 pixels: far outside of an image
    /// its polynomials lead anywhere.
    public func pixel(of position: SkyPosition) -> (x: Double, y: Double)? {
        pixels(of: [position]).first ?? nil
    }

    /// Where positions fall: as `pixel(of:)` for each.
    public func pixels(of positions: [SkyPosition]) -> [(x: Double, y: Double)?] {
        let places = positions.map { frame.place(of: $0) }
        let (found, back) = library.withLock { library in
            let found = library.pixels(places)
            return (found, library.world(found.map { $0.x.isFinite && $0.y.isFinite ? $0 : (0, 0) }))
        }
        let tolerance = 0.01 * scaleArcseconds / 3600
        return positions.indices.map { index in
            let pixel = found[index]
            guard pixel.x.isFinite, pixel.y.isFinite, let again = frame.position(of: back[index]),
                again.separation(to: positions[index]) <= tolerance
            else { return nil }
            return pixel
        }
    }

    /// The position of a pixel, zero-based; nil where the pixel is not on the sky.
    public func position(x: Double, y: Double) -> SkyPosition? {
        positions([(x, y)]).first ?? nil
    }

    /// The positions of pixels.
    public func positions(_ pixels: [(x: Double, y: Double)]) -> [SkyPosition?] {
        library.withLock { $0.world(pixels) }.map { frame.position(of: $0) }
    }

    /// The derivative of the position by the pixel; nil where the pixel is not on the sky.
    func gradient(x: Double, y: Double) -> Gradient? {
        library.withLock { Gradient($0, frame, x: x, y: y) }
    }
}
