/// The first binary table of a FITS file in memory, plain or gzipped: what MOCs and sky maps come as.
struct TableFile {
    /// Keywords and values of the table's header, without quotes.
    let cards: [String: String]
    let columns: [Field]
    let rowCount: Int
    private let bytes: [UInt8]
    private let start: Int
    private let rowWidth: Int

    /// What may come out of a gzipped file: a flat map of NSIDE 1024 with four columns of 8 bytes has 403 MB.
    static let largestFile = 512 << 20

    /// A column.
    struct Field {
        let name: String
        /// FITS's letter of the type.
        let letter: Character
        /// Numbers in each row.
        let count: Int
        /// Bytes from the row's beginning.
        let offset: Int
        /// Whether its numbers are stored times a factor or less a zero point.
        let isScaled: Bool

        /// Bytes of one number.
        var size: Int { TableFile.sizes[letter] ?? 1 }
    }

    /// Bytes of FITS's types; bits, and the descriptors of variable arrays, are counted apart.
    private static let sizes: [Character: Int] = [
        "L": 1, "B": 1, "A": 1, "I": 2, "J": 4, "K": 8, "E": 4, "D": 8, "C": 8, "M": 16, "P": 8, "Q": 16,
    ]

    /// Why there is no table; the words go behind "not a …: ".
    struct Failure: Error {
        let what: String
    }

    init(_ given: [UInt8]) throws(Failure) {
        bytes = try Self.plain(given)
        guard bytes.starts(with: Array("SIMPLE  =".utf8)) else { throw Failure(what: "it is no FITS file") }
        var offset = 0
        var cards: [String: String] = [:]
        repeat {
            cards = try Self.header(bytes, &offset)
            if cards["XTENSION"] == "BINTABLE" { break }
            offset += Self.blocks(try Self.dataSize(cards))
        } while true
        guard let width = Self.whole(cards["NAXIS1"]), let rows = Self.whole(cards["NAXIS2"]), width > 0 else {
            throw Failure(what: "its table has no size")
        }
        guard rows <= (bytes.count - min(offset, bytes.count)) / width else {
            throw Failure(what: "it ends before its table does")
        }
        self.cards = cards
        (start, rowWidth, rowCount) = (offset, width, rows)
        columns = try Self.fields(cards, width: width)
    }

    /// The column of one of some names, whatever their case.
    func column(_ names: String...) -> Field? {
        columns.first { field in names.contains { $0 == field.name.uppercased() } }
    }

    /// Calls for each number of a column, in the file's order; nil where it has no whole numbers.
    func wholeNumbers(_ field: Field) -> [Int64]? {
        guard !field.isScaled else { return nil }
        switch field.letter {
        case "I": return numbers(field) { Int64(Int16(bigEndian: $0)) }
        case "J": return numbers(field) { Int64(Int32(bigEndian: $0)) }
        case "K": return numbers(field) { Int64(bigEndian: $0) }
        default: return nil
        }
    }

    /// The numbers of a column, in the file's order; nil where it has no floating-point numbers.
    func realNumbers(_ field: Field) -> [Double]? {
        guard !field.isScaled else { return nil }
        switch field.letter {
        case "E": return numbers(field) { Double(Float(bitPattern: UInt32(bigEndian: $0))) }
        case "D": return numbers(field) { Double(bitPattern: UInt64(bigEndian: $0)) }
        default: return nil
        }
    }

    private func numbers<Stored: BitwiseCopyable, Number>(_ field: Field, _ make: (Stored) -> Number) -> [Number] {
        var numbers: [Number] = []
        numbers.reserveCapacity(rowCount * field.count)
        bytes.withUnsafeBytes { memory in
            for row in 0..<rowCount {
                let first = start + row * rowWidth + field.offset
                for place in stride(from: first, to: first + field.count * field.size, by: field.size) {
                    numbers.append(make(memory.loadUnaligned(fromByteOffset: place, as: Stored.self)))
                }
            }
        }
        return numbers
    }

    private static func plain(_ bytes: [UInt8]) throws(Failure) -> [UInt8] {
        guard Gunzip.isCompressed(bytes) else { return bytes }
        do { return try Gunzip.uncompressed(bytes, limit: largestFile) } catch {
            switch error {
            case .damaged: throw Failure(what: "its gzip data is damaged")
            case .cutShort: throw Failure(what: "it ends in the middle of its gzip data")
            case .tooLarge: throw Failure(what: "uncompressed it has more than \(largestFile >> 20) MB")
            }
        }
    }

    /// Columns by their TFORM, for example `1024E`.
    private static func fields(_ cards: [String: String], width: Int) throws(Failure) -> [Field] {
        guard let count = whole(cards["TFIELDS"]), count <= 999 else { throw Failure(what: "its table has no TFIELDS") }
        var fields: [Field] = []
        var offset = 0
        for index in 1..<(count + 1) {
            let form = cards["TFORM\(index)"] ?? ""
            let digits = form.prefix { $0.isNumber }
            guard let letter = form.dropFirst(digits.count).first, letter == "X" || sizes[letter] != nil,
                let repeats = digits.isEmpty ? 1 : Int(digits), repeats <= width * 8
            else { throw Failure(what: "its column \(index) is of the unknown kind \"\(form)\"") }
            let size = letter == "X" ? (repeats + 7) / 8 : repeats * (sizes[letter] ?? 1)
            let isScaled = ["TSCAL", "TZERO"].contains { cards["\($0)\(index)"] != nil }
            fields.append(
                Field(
                    name: cards["TTYPE\(index)"] ?? "", letter: letter, count: repeats, offset: offset,
                    isScaled: isScaled))
            offset += size
            guard offset <= width else { throw Failure(what: "its columns are wider than its rows") }
        }
        return fields
    }

    /// Reads cards of 80 bytes up to END; the offset moves behind the header's last block.
    private static func header(_ bytes: [UInt8], _ offset: inout Int) throws(Failure) -> [String: String] {
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
        throw Failure(what: "it ends before a binary table comes")
    }

    /// Bytes of the data behind a header.
    private static func dataSize(_ cards: [String: String]) throws(Failure) -> Int {
        let axes = whole(cards["NAXIS"]) ?? 0
        guard axes > 0 else { return 0 }
        // BITPIX is −64…64; a changed one must not overflow.
        var size = Int(min(64, cards["BITPIX"].flatMap { Int($0) }?.magnitude ?? 8)) / 8
        for axis in 1...min(axes, 999) {
            let (product, isOver) = size.multipliedReportingOverflow(by: whole(cards["NAXIS\(axis)"]) ?? 0)
            guard !isOver, product < 1 << 50 else { throw Failure(what: "an image before its table is too large") }
            size = product
        }
        return size + min(1 << 50, whole(cards["PCOUNT"]) ?? 0)
    }

    private static func whole(_ text: String?) -> Int? {
        text.flatMap { Int($0) }.flatMap { $0 >= 0 ? $0 : nil }
    }

    private static func blocks(_ size: Int) -> Int { (size + 2879) / 2880 * 2880 }
}
