extension MultiOrderCoverage {
    /// Reads a FITS file with a MOC of 1.0 or 2.0: a table of NUNIQ numbers or of space ranges, ICRS.
    public init(fits bytes: [UInt8]) throws(SkyError) {
        let table = try CoverageTable(bytes)
        if let dimension = table.cards["MOCDIM"], dimension != "SPACE" {
            throw .badCoverage("it is one of \(dimension), expected one of SPACE")
        }
        if let frame = table.cards["COORDSYS"], frame != "C" {
            throw .badCoverage("its frame is \(frame), expected C (ICRS)")
        }
        let ordering = table.cards["ORDERING"] ?? "NUNIQ"
        let numbers = table.numbers
        var order = 0
        var ranges: [Range<Int64>] = []
        switch ordering {
        case "NUNIQ":
            for number in numbers {
                guard number >= 4 else { throw .badCoverage("\(number) is no NUNIQ number") }
                let pixelOrder = (63 - number.leadingZeroBitCount) / 2 - 1
                guard pixelOrder <= Healpix.finestOrder else { throw .badCoverage("\(number) is no NUNIQ number") }
                let pixel = number - 4 << Int64(2 * pixelOrder)
                order = max(order, pixelOrder)
                ranges.append(try Self.range(pixel, pixel, order: pixelOrder))
            }
        case "RANGE":
            guard numbers.count % 2 == 0 else { throw .badCoverage("its last range has no end") }
            for index in stride(from: 0, to: numbers.count, by: 2) {
                let (start, end) = (numbers[index], numbers[index + 1])
                guard start >= 0, start <= end, end <= Self.sky.upperBound else {
                    throw .badCoverage("there is no range from \(start) to \(end)")
                }
                ranges.append(start..<end)
                let zeros = min((start | end).trailingZeroBitCount, 2 * Healpix.finestOrder)
                order = max(order, Healpix.finestOrder - zeros / 2)
            }
        default: throw .badCoverage("its ORDERING is \(ordering), expected NUNIQ or RANGE")
        }
        // The header may promise a finer order than its pixels have, never a wider one.
        let promised = (table.cards["MOCORD_S"] ?? table.cards["MOCORDER"]).flatMap { Int($0) } ?? order
        self = try Self.checked(ranges, order: min(Healpix.finestOrder, max(order, promised)))
    }
}

/// The first binary table of a FITS file, with one column of whole numbers.
private struct CoverageTable {
    /// Keywords and values of the table's header, without quotes.
    private(set) var cards: [String: String] = [:]
    private(set) var numbers: [Int64] = []

    init(_ bytes: [UInt8]) throws(SkyError) {
        var offset = 0
        guard bytes.starts(with: Array("SIMPLE  =".utf8)) else { throw .badCoverage("it is no FITS file") }
        repeat {
            let header = try Self.header(bytes, &offset)
            cards = header
            if header["XTENSION"] == "BINTABLE" { break }
            offset += Self.blocks(try Self.dataSize(header))
        } while true
        let form = cards["TFORM1"] ?? ""
        guard cards["TFIELDS"] == "1", let letter = form.last, letter == "J" || letter == "K",
            let width = Self.whole(cards["NAXIS1"]), let rows = Self.whole(cards["NAXIS2"])
        else { throw .badCoverage("its table has not one column of 4 or 8-byte whole numbers") }
        let size = letter == "J" ? 4 : 8
        guard width > 0, width % size == 0, rows <= (bytes.count - offset) / width else {
            throw .badCoverage("it ends before its table does")
        }
        numbers.reserveCapacity(rows * width / size)
        bytes.withUnsafeBytes { memory in
            for place in stride(from: offset, to: offset + rows * width, by: size) {
                numbers.append(
                    size == 4
                        ? Int64(Int32(bigEndian: memory.loadUnaligned(fromByteOffset: place, as: Int32.self)))
                        : Int64(bigEndian: memory.loadUnaligned(fromByteOffset: place, as: Int64.self)))
            }
        }
    }

    /// Reads cards of 80 bytes up to END; the offset moves behind the header's last block.
    private static func header(_ bytes: [UInt8], _ offset: inout Int) throws(SkyError) -> [String: String] {
        var cards: [String: String] = [:]
        while offset + 80 <= bytes.count {
            let card = String(decoding: bytes[offset..<offset + 80], as: UTF8.self)
            offset += 80
            let key = String(card.prefix(8).prefix { $0 != " " })
            if key == "END" {
                offset = blocks(offset)
                return cards
            }
            guard card.dropFirst(8).hasPrefix("=") else { continue }
            let value = card.dropFirst(10).drop { $0 == " " }
            if value.first == "'" {
                var text = value.dropFirst().prefix { $0 != "'" }
                while text.last == " " { text.removeLast() }
                cards[key] = String(text)
            } else {
                cards[key] = String(value.prefix { $0 != " " && $0 != "/" })
            }
        }
        throw .badCoverage("it ends before a binary table comes")
    }

    /// Bytes of the data behind a header.
    private static func dataSize(_ cards: [String: String]) throws(SkyError) -> Int {
        let axes = whole(cards["NAXIS"]) ?? 0
        guard axes > 0 else { return 0 }
        var size = abs(cards["BITPIX"].flatMap { Int($0) } ?? 8) / 8
        for axis in 1...min(axes, 999) {
            let (product, isOver) = size.multipliedReportingOverflow(by: whole(cards["NAXIS\(axis)"]) ?? 0)
            guard !isOver, product < 1 << 50 else { throw .badCoverage("an image before its table is too large") }
            size = product
        }
        return size + min(1 << 50, whole(cards["PCOUNT"]) ?? 0)
    }

    private static func whole(_ text: String?) -> Int? {
        text.flatMap { Int($0) }.flatMap { $0 >= 0 ? $0 : nil }
    }

    private static func blocks(_ size: Int) -> Int { (size + 2879) / 2880 * 2880 }
}
