/// A rectangle of whole pixels in an image.
///
/// Pixel indices are zero-based: the FITS pixel (1, 1), whose centre is the coordinate 1.0 of the standard, is (0, 0).
/// A box may lie partly or wholly outside of the image that it is used on.
public struct PixelBox: Sendable, Equatable, Hashable, CustomStringConvertible {
    /// Column of the first pixel.
    public var x: Int
    /// Row of the first pixel, from the bottom.
    public var y: Int
    /// Number of columns.
    public var width: Int
    /// Number of rows.
    public var height: Int

    /// A box of `width` × `height` pixels whose first pixel is (x, y).
    public init(x: Int, y: Int, width: Int, height: Int) {
        self.x = x
        self.y = y
        self.width = width
        self.height = height
    }

    /// The box of `width` × `height` pixels around a place, as astropy's Cutout2D places it.
    ///
    /// `x` and `y` are zero-based pixel coordinates (whole numbers are pixel centres). The first pixel is
    /// ceil(x − width / 2): an odd size has the place's pixel in its middle. Nil where the place is not finite or so
    /// far away that it has no index, or the size is not positive.
    public init?(around x: Double, _ y: Double, width: Int, height: Int) {
        let limit = Double(1 << 40)
        guard width > 0, height > 0, abs(x) < limit, abs(y) < limit else { return nil }
        self.init(
            x: Int((x - Double(width) / 2).rounded(.up)), y: Int((y - Double(height) / 2).rounded(.up)),
            width: width, height: height)
    }

    /// Column behind the last.
    public var endX: Int { x + width }
    /// Row behind the last.
    public var endY: Int { y + height }
    /// Whether it has no pixels.
    public var isEmpty: Bool { width <= 0 || height <= 0 }
    /// Number of pixels.
    public var count: Int { isEmpty ? 0 : width * height }

    /// What both boxes have; empty where they do not meet.
    public func intersection(_ other: PixelBox) -> PixelBox {
        let left = max(x, other.x)
        let bottom = max(y, other.y)
        return PixelBox(
            x: left, y: bottom, width: max(0, min(endX, other.endX) - left),
            height: max(0, min(endY, other.endY) - bottom))
    }

    /// Whether the pixel (x, y) is in the box.
    public func contains(x column: Int, y row: Int) -> Bool {
        column >= x && column < endX && row >= y && row < endY
    }

    /// Whether every pixel of the other box is in this one.
    public func contains(_ other: PixelBox) -> Bool {
        other.isEmpty || (other.x >= x && other.endX <= endX && other.y >= y && other.endY <= endY)
    }

    /// For people: size and first pixel.
    public var description: String { "\(width)×\(height) pixels at (\(x), \(y))" }
}
