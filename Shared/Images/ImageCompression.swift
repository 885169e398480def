/// How the tiles of a compressed image are packed.
public enum CompressionAlgorithm: String, Sendable, CaseIterable {
    case rice = "RICE_1"
    case gzip1 = "GZIP_1"
    case gzip2 = "GZIP_2"
    case hcompress = "HCOMPRESS_1"
    case plio = "PLIO_1"
    case none = "NOCOMPRESS"

    /// The algorithm that ZCMPTYPE names; nil for an unknown one.
    public init?(keyword: String) {
        self.init(rawValue: keyword == "RICE_ONE" ? "RICE_1" : keyword)
    }
}

/// How noise is added before floating-point pixels are rounded to integers.
public enum Dithering: String, Sendable, CaseIterable {
    case none = "NO_DITHER"
    case subtractive1 = "SUBTRACTIVE_DITHER_1"
    /// As the first one, but pixels that are exactly 0 stay so.
    case subtractive2 = "SUBTRACTIVE_DITHER_2"
}

/// How an image is to be compressed when it is written.
public struct ImageCompression: Sendable, Equatable {
    /// How the tiles are packed.
    public var algorithm: CompressionAlgorithm
    /// Columns of a tile; nil: the whole row.
    public var tileWidth: Int?
    /// Rows of a tile; nil: one, and 16 for HCOMPRESS, which needs more.
    public var tileHeight: Int?
    /// Floating-point pixels are rounded to the noise of the tile divided by this; nil: not at all (gzip only).
    public var quantizeLevel: Float?
    /// What is done to floating-point pixels that are rounded.
    public var dithering: Dithering
    /// 1 to 10,000: where the dither's random numbers start.
    public var ditherSeed: Int

    /// A compression, by default as fpack does it: Rice, row by row, noise / 4, dithered.
    public init(
        _ algorithm: CompressionAlgorithm = .rice, tileWidth: Int? = nil, tileHeight: Int? = nil,
        quantizeLevel: Float? = 4, dithering: Dithering = .subtractive1, ditherSeed: Int = 1
    ) {
        self.algorithm = algorithm
        self.tileWidth = tileWidth
        self.tileHeight = tileHeight
        self.quantizeLevel = quantizeLevel
        self.dithering = dithering
        self.ditherSeed = ditherSeed
    }

    /// Without loss for pixels of every type.
    public static let lossless = ImageCompression(.gzip2, quantizeLevel: nil, dithering: .none)
}
