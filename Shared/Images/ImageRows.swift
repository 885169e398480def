import CFITSIO

/// Size and kind of an image that is to be written.
public struct ImageShape: Sendable, Equatable {
    /// Number of columns.
    public var width: Int
    /// Number of rows.
    public var height: Int
    /// What pixels are.
    public var type: PixelType
    /// Which integer says that a pixel has no value.
    public var blank: Int64?

    /// A shape.
    public init(width: Int, height: Int, type: PixelType, blank: Int64? = nil) {
        self.width = width
        self.height = height
        self.type = type
        self.blank = blank
    }
}

/// Takes the rows of an image that is being written, from the bottom.
public struct ImageRows {
    private let path: String
    private let handle: UnsafeMutablePointer<fitsfile>
    private let shape: ImageShape
    /// Rows that are written together: those of a tile.
    private let rowsAtOnce: Int
    private let isCompressed: Bool
    private var waiting: [UInt8] = []
    private var written = 0

    init(path: String, handle: UnsafeMutablePointer<fitsfile>, shape: ImageShape, compression: ImageCompression?) {
        self.path = path
        self.handle = handle
        self.shape = shape
        isCompressed = compression != nil
        rowsAtOnce = compression.map { $0.tileRows(of: shape) } ?? 1
    }

    /// Bytes of a row.
    private var rowBytes: Int { shape.width * shape.type.byteCount }

    /// Adds pixels of the image's type, any number of whole rows.
    public mutating func append(_ pixels: Pixels) throws(ImageError) {
        guard pixels.type == shape.type, pixels.count % shape.width == 0 else {
            throw .cannotWrite(
                path: path,
                reason: "\(pixels.count) pixels of \(pixels.type.rawValue) are no rows of \(shape.width) of "
                    + shape.type.rawValue)
        }
        if waiting.isEmpty, pixels.count == shape.width * shape.height, written == 0 {
            var all = pixels
            var status: Int32 = 0
            all.withMutableBytes { write($0, &status) }
            return try check(status)
        }
        pixels.withBytes { waiting.append(contentsOf: $0) }
        let ready = waiting.count / rowBytes / rowsAtOnce * rowsAtOnce
        if ready > 0 { try flush(rows: ready) }
    }

    /// Writes what has not been, and checks that all rows came.
    mutating func finish() throws(ImageError) {
        if !waiting.isEmpty { try flush(rows: waiting.count / rowBytes) }
        guard written == shape.height else {
            throw .cannotWrite(path: path, reason: "\(written) rows came of \(shape.height)")
        }
    }

    private mutating func flush(rows: Int) throws(ImageError) {
        var status: Int32 = 0
        var part = waiting
        waiting = Array(part[(rows * rowBytes)...])
        part.removeLast(part.count - rows * rowBytes)
        part.withUnsafeMutableBytes { write($0, &status) }
        try check(status)
    }

    private mutating func write(_ bytes: UnsafeMutableRawBufferPointer, _ status: inout Int32) {
        let rows = bytes.count / rowBytes
        guard written + rows <= shape.height else {
            written += rows
            return
        }
        let first = Int64(written * shape.width + 1)
        let count = Int64(rows * shape.width)
        // In packed images CFITSIO knows a pixel without value by a number only.
        if isCompressed, shape.type == .float {
            var absent = Float(FLOATNULLVALUE)
            for index in 0..<Int(count) {
                let value = bytes.load(fromByteOffset: index * 4, as: Float.self)
                if value.isNaN { bytes.storeBytes(of: absent, toByteOffset: index * 4, as: Float.self) }
            }
            ffppn(handle, TFLOAT, first, count, bytes.baseAddress, &absent, &status)
        } else if isCompressed, shape.type == .double {
            var absent = DOUBLENULLVALUE
            for index in 0..<Int(count) {
                let value = bytes.load(fromByteOffset: index * 8, as: Double.self)
                if value.isNaN { bytes.storeBytes(of: absent, toByteOffset: index * 8, as: Double.self) }
            }
            ffppn(handle, TDOUBLE, first, count, bytes.baseAddress, &absent, &status)
        } else {
            ffppr(handle, shape.type.libraryCode, first, count, bytes.baseAddress, &status)
        }
        written += rows
    }

    private func check(_ status: Int32) throws(ImageError) {
        if status != 0 { throw .cannotWrite(path: path, reason: CFITSIOMessage.text(status)) }
    }
}

extension PixelType {
    /// CFITSIO's code of the type in memory.
    var libraryCode: Int32 {
        switch self {
        case .uint8: TBYTE
        case .int16: TSHORT
        case .uint16: TUSHORT
        case .int32: TINT
        case .uint32: TUINT
        case .int64: TLONGLONG
        case .float: TFLOAT
        case .double: TDOUBLE
        }
    }

    /// CFITSIO's code with which an image of the type is made.
    var creationCode: Int32 {
        switch self {
        case .uint16: USHORT_IMG
        case .uint32: ULONG_IMG
        default: Int32(bitpix)
        }
    }
}

extension ImageCompression {
    /// Rows of a tile of an image.
    func tileRows(of shape: ImageShape) -> Int {
        max(1, min(shape.height, tileHeight ?? (algorithm == .hcompress ? 16 : 1)))
    }

    /// Tells CFITSIO how the next image is to be packed.
    func apply(to handle: UnsafeMutablePointer<fitsfile>, _ shape: ImageShape, path: String) throws(ImageError) {
        let isGzip = algorithm == .gzip1 || algorithm == .gzip2
        if shape.type.isFloating, quantizeLevel == nil, !isGzip {
            throw .cannotWrite(
                path: path, reason: "\(algorithm.rawValue) packs floating-point pixels only if they are quantized")
        }
        if algorithm == .hcompress, dithering == .subtractive2 {
            throw .cannotWrite(path: path, reason: "HCOMPRESS_1 cannot keep the zeros of \(dithering.rawValue)")
        }
        let code: Int32 =
            switch algorithm {
            case .rice: RICE_1
            case .gzip1: GZIP_1
            case .gzip2: GZIP_2
            case .hcompress: HCOMPRESS_1
            case .plio: PLIO_1
            case .none: NOCOMPRESS
            }
        let method: Int32 =
            switch dithering {
            case .none: NO_DITHER
            case .subtractive1: SUBTRACTIVE_DITHER_1
            case .subtractive2: SUBTRACTIVE_DITHER_2
            }
        var status: Int32 = 0
        var tile = [max(1, min(shape.width, tileWidth ?? shape.width)), tileRows(of: shape)]
        fits_set_compression_type(handle, code, &status)
        fits_set_tile_dim(handle, 2, &tile, &status)
        fits_set_quantize_method(handle, method, &status)
        fits_set_dither_seed(handle, Int32(max(1, min(10_000, ditherSeed))), &status)
        // 9999 is CFITSIO's number for: not at all.
        fits_set_quantize_level(handle, quantizeLevel ?? 9999, &status)
        if status != 0 { throw .cannotWrite(path: path, reason: CFITSIOMessage.text(status)) }
    }
}
