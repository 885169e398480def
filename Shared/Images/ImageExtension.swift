/// What the pixels of an image say.
public enum PlaneKind: String, Sendable, CaseIterable {
    /// Brightness.
    case science
    /// Flags, a bit for each reason not to trust a pixel.
    case mask
    /// How much a pixel is to be trusted: weight or inverse variance.
    case weight
    /// Anything else: a sky level, an exposure map.
    case other
}

/// How a stored image is packed.
public struct TileDescription: Sendable, Equatable {
    /// ZCMPTYPE, as it stands there.
    public let algorithm: String
    /// Columns of a tile.
    public let tileWidth: Int
    /// Rows of a tile.
    public let tileHeight: Int
    /// Whether floating-point pixels were rounded to integers.
    public let isQuantized: Bool

    /// Whether it is the algorithm that this library decodes itself.
    var isRice: Bool { CompressionAlgorithm(keyword: algorithm) == .rice }
}

/// An image in a FITS file: two axes, or more of which only two are longer than 1.
public struct ImageExtension: Sendable {
    /// Number of the HDU; the primary one is 0.
    public let hdu: Int
    /// EXTNAME; empty where there is none.
    public let name: String
    /// The header of the image itself.
    ///
    /// That of a compressed one is without the keywords of the packing; checksums are gone.
    public let header: ImageHeader
    /// Number of columns, NAXIS1.
    public let width: Int
    /// Number of rows, NAXIS2.
    public let height: Int
    /// What pixels come out as when they are read.
    public let pixelType: PixelType
    /// The value of pixels that have none, for integers that have such a value.
    public let blank: Int64?
    /// DATASUM, the sum over the stored data, as the file tells it.
    public let dataSum: String?
    /// How it is packed; nil where it is not.
    public let compression: TileDescription?
    /// What the pixels seem to be, by the names of the image and of the file and by the type of pixel.
    public internal(set) var plane: PlaneKind

    /// BITPIX, BSCALE, BZERO and BLANK.
    let storage: StoredPixels
    let layout: Layout
    /// Which cards change when a part is cut out.
    let positionCards: PositionCards

    /// All pixels.
    public var bounds: PixelBox { PixelBox(x: 0, y: 0, width: width, height: height) }

    /// Where the pixels are.
    enum Layout: Sendable {
        /// Uncompressed, from this byte of the file.
        case plain(offset: Int)
        /// In the heap of a table that this library decodes itself.
        case tiles(TileTable)
        /// Where only CFITSIO gets at them.
        case library
    }
}
