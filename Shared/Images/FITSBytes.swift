import CImageKernels

/// A FITS file of plain images, put together in memory: what a cutout is.
///
/// `FITSImageWriter` makes the same by CFITSIO, packed or on a disk too, but takes longer than to cut the pixels out.
public struct FITSBytes {
    /// The file so far: whole after each image.
    public private(set) var bytes: [UInt8] = []

    private static let blockLength = 2_880

    /// An empty file.
    public init() {}

    /// Adds an image, with DATASUM and CHECKSUM.
    ///
    /// Keywords of the structure (BITPIX, NAXIS, BZERO, BLANK and such) come from the block, all others from the
    /// header. `name` becomes EXTNAME; without one it is the header's.
    public mutating func append(_ block: PixelBlock, header: ImageHeader, name: String? = nil) {
        let isPrimary = bytes.isEmpty
        let start = bytes.count
        let dataLength = Self.padded(block.pixels.count * block.pixels.type.byteCount)
        var records = Self.structure(of: block, isPrimary: isPrimary, name ?? header.text("EXTNAME") ?? "").records()
        records += header.withoutStructure(isPrimary: isPrimary).records()
        let sums = records.count
        let headerLength = Self.padded(records.count + 3 * ImageHeader.recordLength)
        bytes.reserveCapacity(start + headerLength + dataLength)
        bytes += records
        bytes += [UInt8](repeating: UInt8(ascii: " "), count: headerLength - records.count)
        append(block.pixels)
        bytes += [UInt8](repeating: 0, count: start + headerLength + dataLength - bytes.count)
        let dataSum = FITSChecksum(bytes[(start + headerLength)...])
        put(HeaderCard("DATASUM", .text(String(dataSum.value)), comment: "data unit checksum"), at: start + sums)
        let place = start + sums + ImageHeader.recordLength
        put(HeaderCard("CHECKSUM", .text("0000000000000000"), comment: "HDU checksum"), at: place)
        bytes.replaceSubrange(
            place + ImageHeader.recordLength..<place + ImageHeader.recordLength + 3, with: Array("END".utf8))
        let whole = FITSChecksum(bytes[start..<start + headerLength]) + dataSum
        // The value begins behind "CHECKSUM= '".
        bytes.replaceSubrange(place + 11..<place + 27, with: whole.encoded)
    }

    private static func padded(_ count: Int) -> Int { (count + blockLength - 1) / blockLength * blockLength }

    private static func structure(of block: PixelBlock, isPrimary: Bool, _ name: String) -> ImageHeader {
        let type = block.pixels.type
        var header = ImageHeader()
        if isPrimary {
            header.set("SIMPLE", true, comment: "FITS standard")
        } else {
            header.set("XTENSION", "IMAGE", comment: "image extension")
        }
        header.set("BITPIX", type.bitpix, comment: "bits of a pixel; negative: floating point")
        header.set("NAXIS", 2, comment: "axes")
        header.set("NAXIS1", block.width, comment: "columns")
        header.set("NAXIS2", block.height, comment: "rows")
        if isPrimary {
            header.set("EXTEND", true, comment: "there may be extensions")
        } else {
            header.set("PCOUNT", 0, comment: "no parameters")
            header.set("GCOUNT", 1, comment: "one group")
        }
        if type.offset != 0 {
            header.set("BSCALE", 1, comment: "stored integers are taken as they are")
            header.set("BZERO", Int(type.offset), comment: "and raised by this")
        }
        if let blank = block.blank, !type.isFloating {
            header.set("BLANK", Int(blank - type.offset), comment: "pixels without value")
        }
        if !name.isEmpty { header.set("EXTNAME", name, comment: "name of this image") }
        return header
    }

    private mutating func put(_ card: HeaderCard, at place: Int) {
        let record = ImageHeader(cards: [card]).records()
        bytes.replaceSubrange(place..<place + record.count, with: record)
    }

    // MARK: Pixels

    private mutating func append(_ pixels: Pixels) {
        switch pixels {
        case .uint8(let values): bytes += values
        case .int16(let values): append(values) { peryton_image_swap16($0, $1, 0) }
        // An offset of half the range turns the highest bit, which stands in the first byte.
        case .uint16(let values): append(values) { peryton_image_swap16($0, $1, 0x0080) }
        case .int32(let values): append(values) { peryton_image_swap32($0, $1, 0) }
        case .uint32(let values): append(values) { peryton_image_swap32($0, $1, 0x0000_0080) }
        case .int64(let values): append(values) { peryton_image_swap64($0, $1) }
        case .float(let values): append(values) { peryton_image_swap32($0, $1, 0) }
        case .double(let values): append(values) { peryton_image_swap64($0, $1) }
        }
    }

    private mutating func append<Number>(_ values: [Number], _ swap: (UnsafeMutableRawPointer, Int) -> Void) {
        let start = bytes.count
        values.withUnsafeBytes { bytes += $0 }
        bytes.withUnsafeMutableBytes { all in
            if let base = all.baseAddress { swap(base + start, values.count) }
        }
    }
}
