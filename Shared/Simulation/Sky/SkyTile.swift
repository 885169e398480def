import Sky

/// A picture of the demonstration sky: the part of a survey's tile that is drawn, or all of it.
public struct SkyTile: Sendable {
    /// The name of the survey's tile, `DEShhmm±ddmm`.
    public let name: String
    /// Centre of the picture, where its plane touches the sky.
    public let centre: SkyPosition
    /// Pixels of a side.
    public let side: Int
    /// The number of the processing that file names have.
    let request: Int
    private let plane: TangentPlane

    /// Arc seconds of a pixel.
    public static let pixelScale = CatalogueTile.pixelScale
    /// Degrees of a pixel.
    static let pixelDegrees = pixelScale / 3600

    init(_ tile: CatalogueTile, centre: SkyPosition, side: Int) {
        name = tile.name
        request = tile.request
        self.centre = centre
        self.side = side
        plane = TangentPlane(at: centre)
    }

    /// CRPIX of both axes.
    var referencePixel: Double { Double(side + 1) / 2 }

    /// Where a position lies: zero-based, whole numbers are the centres of pixels; nil on the other half of the sky.
    public func pixel(_ position: SkyPosition) -> (x: Double, y: Double)? {
        let middle = referencePixel - 1
        return plane.place(position).map {
            (middle - $0.x / Self.pixelDegrees, middle + $0.y / Self.pixelDegrees)
        }
    }

    /// The position of a zero-based pixel.
    public func position(x: Double, y: Double) -> SkyPosition {
        let middle = referencePixel - 1
        return plane.position((middle - x) * Self.pixelDegrees, (y - middle) * Self.pixelDegrees)
    }

    /// Whether a position is in the picture, or not farther outside than so many pixels.
    func holds(_ position: SkyPosition, margin: Double = 0) -> Bool {
        guard let (x, y) = pixel(position) else { return false }
        let range = -0.5 - margin...Double(side) - 0.5 + margin
        return range.contains(x) && range.contains(y)
    }

    /// Name of a band's file.
    public func fileName(_ band: CatalogueBand, isCompressed: Bool = true) -> String {
        "\(name)_r\(request)p01_\(band.name).fits" + (isCompressed ? ".fz" : "")
    }
}
