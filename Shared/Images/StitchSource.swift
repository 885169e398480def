import Sky

/// An image that may take part in a stitched cut.
public struct StitchSource: Sendable {
    /// The file.
    public let file: ImageFile
    /// The image in it.
    public let image: ImageExtension
    /// The image's coordinates.
    public let world: WorldCoordinates
    /// The position of its middle.
    public let centre: SkyPosition

    /// Takes an image; its coordinates have to be celestial, and its middle on the sky.
    public init(_ file: ImageFile, _ image: ImageExtension) throws(ImageError) {
        try self.init(file, image, world: WorldCoordinates(image.header))
    }

    /// Takes an image whose coordinates have been read already.
    public init(_ file: ImageFile, _ image: ImageExtension, world: WorldCoordinates) throws(ImageError) {
        guard let middle = world.position(x: Double(image.width - 1) / 2, y: Double(image.height - 1) / 2) else {
            throw .noWorldCoordinates(reason: "the middle of \(file.path), HDU \(image.hdu), is not on the sky")
        }
        self.file = file
        self.image = image
        self.world = world
        centre = middle
    }
}

/// How large a cut is to be.
public enum CutSize: Sendable, Equatable {
    /// Columns and rows.
    case pixels(width: Int, height: Int)
    /// Width and height on the sky, rounded to whole pixels, at least one.
    case arcminutes(width: Double, height: Double)

    /// The size in pixels of `scale` arcseconds; nil where it is none, or more than 10⁹ pixels.
    public func pixels(scale: Double) -> (width: Int, height: Int)? {
        let (width, height): (Double, Double) =
            switch self {
            case .pixels(let width, let height): (Double(width), Double(height))
            case .arcminutes(let width, let height):
                (
                    width > 0 ? max(1, (width * 60 / scale).rounded()) : 0,
                    height > 0 ? max(1, (height * 60 / scale).rounded()) : 0
                )
            }
        guard width >= 1, height >= 1, width * height <= 1e9 else { return nil }
        return (Int(width), Int(height))
    }
}

/// A cut made of one image or of several.
public struct StitchedCut: Sendable {
    /// What one image gave.
    public struct Contribution: Sendable, Equatable {
        /// The image's file.
        public let path: String
        /// The image's HDU.
        public let hdu: Int
        /// Share of the cut's pixels that are from it, 0 to 1.
        public let share: Double
    }

    /// The pixels and their header.
    public var plane: CutPlane
    /// Which images gave pixels, the one whose grid it is first.
    public let contributions: [Contribution]
    /// Why images that should have given pixels did not.
    public let failures: [ImageError]
}
