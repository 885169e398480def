/// Where the tiles of a compressed image are, and how their pixels are made of them.
struct TileTable: Sendable {
    /// A column of the table.
    struct Column: Sendable {
        /// Byte in the row.
        let offset: Int
        /// Letter of TFORM: the type of a value, or of what a descriptor leads to.
        let type: UInt8
        /// Bytes of each of the two numbers of a descriptor: 4 (P) or 8 (Q); 0: the value itself is in the row.
        let descriptorBytes: Int

        /// What a descriptor in a row of the table leads to: the number of elements, and where in the heap.
        func place(in row: [UInt8]) -> (count: Int, offset: Int) {
            func number(_ start: Int) -> Int {
                row[start..<start + descriptorBytes].reduce(0) { $0 << 8 | Int($1) }
            }
            guard descriptorBytes > 0, offset + 2 * descriptorBytes <= row.count else { return (0, 0) }
            return (number(offset), number(offset + descriptorBytes))
        }
    }

    let width: Int
    let height: Int
    let tileWidth: Int
    let tileHeight: Int
    /// Byte of the file at which the rows of the table begin, and bytes of one.
    let tableOffset: Int
    let rowBytes: Int
    let rows: Int
    /// Bytes of the file at which the heap begins and ends.
    let heapOffset: Int
    let heapEnd: Int

    let compressed: Column
    let gzipped: Column?
    let uncompressed: Column?
    let scale: Column?
    let zero: Column?
    let blank: Column?

    /// Values that hold for all tiles where there is no column.
    let commonScale: Double
    let commonZero: Double
    let commonBlank: Int?
    /// Whether floating-point pixels are stored as integers.
    let isQuantized: Bool
    let dithering: Dithering
    let ditherSeed: Int
    let bytesPerPixel: Int
    let blockSize: Int

    /// Columns of tiles.
    var tilesAcross: Int { (width + tileWidth - 1) / tileWidth }

    /// Reads a Rice-compressed image's table; nil for everything that is better left to CFITSIO.
    init?(_ unit: ScannedHDU, width: Int, height: Int, bitpix: Int, tile: TileDescription) {
        let header = unit.header
        guard CompressionAlgorithm(keyword: tile.algorithm) == .rice, bitpix != 64, header.text("ZMASKCMP") == nil,
            header.integer("TFIELDS").map({ (1...999).contains($0) }) == true,
            let rowBytes = header.integer("NAXIS1"), let rows = header.integer("NAXIS2"),
            let columns = Self.columns(header, rowBytes: rowBytes), let compressed = columns["COMPRESSED_DATA"],
            compressed.descriptorBytes > 0, compressed.type == UInt8(ascii: "B"),
            tile.tileWidth * tile.tileHeight < 1 << 28
        else { return nil }
        (self.width, self.height) = (width, height)
        (tileWidth, tileHeight) = (tile.tileWidth, tile.tileHeight)
        tableOffset = unit.dataOffset
        self.rowBytes = rowBytes
        self.rows = rows
        let tableBytes = rowBytes * rows
        let heap = header.integer("PCOUNT") ?? 0
        heapOffset = tableOffset + (header.integer("THEAP") ?? tableBytes)
        heapEnd = tableOffset + tableBytes + heap
        self.compressed = compressed
        gzipped = columns["GZIP_COMPRESSED_DATA"]
        uncompressed = columns["UNCOMPRESSED_DATA"]
        scale = columns["ZSCALE"]
        zero = columns["ZZERO"]
        blank = columns["ZBLANK"]
        commonScale = header.real("ZSCALE") ?? 1
        commonZero = header.real("ZZERO") ?? 0
        commonBlank = header.integer("ZBLANK")
        isQuantized = bitpix < 0
        switch header.text("ZQUANTIZ") {
        case nil, "NO_DITHER", "NONE": dithering = .none
        case "SUBTRACTIVE_DITHER_1": dithering = .subtractive1
        case "SUBTRACTIVE_DITHER_2": dithering = .subtractive2
        default: return nil
        }
        ditherSeed = header.integer("ZDITHER0") ?? 1
        let parameters = Self.parameters(header)
        bytesPerPixel = parameters["BYTEPIX"] ?? 4
        blockSize = parameters["BLOCKSIZE"] ?? 32
        let needed = tilesAcross * ((height + tileHeight - 1) / tileHeight)
        guard rows >= needed, (1...4096).contains(blockSize), [1, 2, 4].contains(bytesPerPixel),
            heapOffset >= tableOffset, heapEnd >= heapOffset, (1...10_000).contains(ditherSeed),
            !isQuantized || bytesPerPixel == 4, !isQuantized || (scale != nil || header.contains("ZSCALE"))
        else { return nil }
        for column in [scale, zero] { if let column, column.type != UInt8(ascii: "D") { return nil } }
        if let blank, blank.type != UInt8(ascii: "J") { return nil }
    }

    /// Whether the header of a compressed image does not contradict itself; true for all that are none.
    ///
    /// CFITSIO divides by tile sizes of 0, and believes descriptors and counts.
    static func isSound(_ header: ImageHeader) -> Bool {
        guard header.logical("ZIMAGE") == true else { return true }
        guard header.text("XTENSION") == "BINTABLE", let axes = header.integer("ZNAXIS"), (1...9).contains(axes),
            let fields = header.integer("TFIELDS"), (1...999).contains(fields),
            let rowBytes = header.integer("NAXIS1"), let rows = header.integer("NAXIS2"), rowBytes > 0, rows >= 0,
            let columns = columns(header, rowBytes: rowBytes), let data = columns["COMPRESSED_DATA"],
            data.descriptorBytes > 0, CompressionAlgorithm(keyword: header.text("ZCMPTYPE") ?? "") != nil,
            [8, 16, 32, 64, -32, -64].contains(header.integer("ZBITPIX") ?? 0)
        else { return false }
        var tiles = 1
        for axis in 1...axes {
            guard let length = header.integer("ZNAXIS\(axis)"), (1..<1 << 31).contains(length) else { return false }
            let tile = header.contains("ZTILE\(axis)") ? header.integer("ZTILE\(axis)") : axis == 1 ? length : 1
            guard let tile, (1..<1 << 31).contains(tile) else { return false }
            tiles = tiles.multipliedReportingOverflow(by: (length + tile - 1) / tile).partialValue
            guard tiles >= 1, tiles <= rows else { return false }
        }
        let heap = header.integer("THEAP") ?? rowBytes * rows
        return heap >= rowBytes * rows && heap <= rowBytes * rows + (header.integer("PCOUNT") ?? 0)
    }

    /// The ZNAMEi and ZVALi.
    private static func parameters(_ header: ImageHeader) -> [String: Int] {
        var found: [String: Int] = [:]
        for index in 1...99 {
            guard let name = header.text("ZNAME\(index)") else { break }
            found[name] = header.integer("ZVAL\(index)")
        }
        return found
    }

    /// The columns by TTYPE; nil where a TFORM is none.
    static func columns(_ header: ImageHeader, rowBytes: Int) -> [String: Column]? {
        var found: [String: Column] = [:]
        var offset = 0
        for index in 1...(header.integer("TFIELDS") ?? 1) {
            guard let form = header.text("TFORM\(index)") else { return nil }
            let digits = form.prefix { $0.isNumber }
            let count = digits.isEmpty ? 1 : Int(digits) ?? -1
            let letters = Array(form.utf8.dropFirst(digits.utf8.count))
            guard let letter = letters.first, count >= 0, count < 1 << 20 else { return nil }
            let isDescriptor = letter == UInt8(ascii: "P") || letter == UInt8(ascii: "Q")
            guard let size = Self.bytes(of: letter), !isDescriptor || letters.count > 1 else { return nil }
            if let name = header.text("TTYPE\(index)") {
                found[name.uppercased()] = Column(
                    offset: offset, type: isDescriptor ? letters[1] : letter,
                    descriptorBytes: isDescriptor && count > 0 ? size / 2 : 0)
            }
            offset += count * size
        }
        return offset <= rowBytes ? found : nil
    }

    private static func bytes(of letter: UInt8) -> Int? {
        switch Character(UnicodeScalar(letter)) {
        case "L", "B", "A": 1
        case "I": 2
        case "J", "E": 4
        case "K", "D", "C", "P": 8
        case "M", "Q": 16
        default: nil
        }
    }
}
