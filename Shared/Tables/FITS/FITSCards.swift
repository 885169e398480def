/// Keywords of a FITS header that was read.
struct FITSCards {
    private var values: [String: String] = [:]
    /// Keywords with their values in the order of the header, texts without quotes; HISTORY and COMMENT are not there.
    private(set) var entries: [(keyword: String, value: String)] = []
    /// Texts of HISTORY.
    private(set) var history: [String] = []
    private let file: String
    /// Which header-data unit of the file it is, from 1.
    let number: Int

    /// Reads cards up to END and passes over the rest of the last block; nil at the end of the file.
    init?(reading input: ByteInput, number: Int) throws {
        file = input.path
        self.number = number
        guard try input.fill(atLeast: 1) else { return nil }
        var blocks = 0
        var isEnded = false
        while !isEnded {
            guard try input.fill(atLeast: FITSHeader.blockSize) else {
                if number > 1 && blocks == 0 { return nil }
                throw TableError(.malformed, file: file, place: "header \(number)", "the file ends before END")
            }
            // Headers of surveys' tables are a few hundred blocks at most.
            guard blocks < 20_000 else {
                throw TableError(.malformed, file: file, place: "header \(number)", "there is no END")
            }
            let block = input.available
            for start in stride(from: 0, to: FITSHeader.blockSize, by: FITSHeader.cardSize) where !isEnded {
                let card = block[start..<start + FITSHeader.cardSize]
                let text = String(decoding: card.map { $0 < 0x80 ? $0 : UInt8(ascii: "?") }, as: UTF8.self)
                if blocks == 0 && start == 0 && !text.hasPrefix("SIMPLE  =") && !text.hasPrefix("XTENSION=") {
                    if number > 1 { return nil }
                    throw TableError(.malformed, file: file, "does not begin with SIMPLE, so it is no FITS file")
                }
                isEnded = text.hasPrefix("END     ")
                if !isEnded { add(text) }
            }
            input.consume(FITSHeader.blockSize)
            blocks += 1
        }
    }

    private mutating func add(_ card: String) {
        let text = Array(card)
        var keyword = String(text[..<8]).trimmingSpaces
        var rest = text[8...]
        switch keyword {
        case "", "COMMENT": return
        case "HISTORY":
            var line = String(rest)
            while line.last == " " { line.removeLast() }
            history.append(line)
            return
        case "CONTINUE":
            guard let last = entries.indices.last, entries[last].value.hasSuffix("&") else { return }
            entries[last].value = entries[last].value.dropLast() + Self.value(String(rest).trimmingSpaces)
            values[entries[last].keyword] = entries[last].value
            return
        case "HIERARCH":
            guard let equals = rest.firstIndex(of: "=") else { return }
            keyword = String(rest[..<equals]).trimmingSpaces
            rest = rest[(equals + 1)...]
        default:
            guard rest.first == "=" else { return }
            rest = rest.dropFirst()
        }
        let value = Self.value(String(rest).trimmingSpaces)
        if values[keyword] == nil { values[keyword] = value }
        entries.append((keyword, value))
    }

    /// A value without its comment; of a text what stands between the quotes.
    private static func value(_ field: String) -> String {
        guard field.first == "'" else { return String(field.prefix { $0 != "/" }).trimmingSpaces }
        var text = ""
        var index = field.index(after: field.startIndex)
        while index < field.endIndex {
            if field[index] == "'" {
                index = field.index(after: index)
                guard index < field.endIndex, field[index] == "'" else { break }
            }
            text.append(field[index])
            index = field.index(after: index)
        }
        while text.last == " " { text.removeLast() }
        return text
    }

    /// A text; empty where it is missing.
    func text(_ keyword: String) -> String { values[keyword] ?? "" }

    /// A whole number; nil where it is missing.
    func integer(_ keyword: String) throws -> Int64? {
        guard let value = values[keyword] else { return nil }
        guard let number = Int64(value) ?? Double(value).flatMap({ Int64(exactly: $0) }) else {
            throw wrong(keyword, "a whole number")
        }
        return number
    }

    /// A whole number that must be there, in a range.
    func integer(_ keyword: String, in range: ClosedRange<Int64>) throws -> Int64 {
        guard let number = try integer(keyword), range.contains(number) else {
            throw wrong(keyword, "a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// A number.
    func number(_ keyword: String, or missing: Double) throws -> Double {
        guard let value = values[keyword] else { return missing }
        guard let number = Double(value.replacing("D", with: "E")) else { throw wrong(keyword, "a number") }
        return number
    }

    private func wrong(_ keyword: String, _ expected: String) -> TableError {
        let found = values[keyword].map { "is \($0.isEmpty ? "empty" : $0)" } ?? "is missing"
        return TableError(
            .malformed, file: file, place: "header \(number)", "\(keyword) \(found) where \(expected) was expected")
    }

    /// Bytes of data behind the header, filled up to whole blocks; nil where the numbers make no sense.
    func dataSize() throws -> Int64 {
        let axes = try integer("NAXIS", in: 0...999)
        guard axes > 0 else { return 0 }
        var count: Int64 = 1
        for axis in 1...axes {
            let length = try integer("NAXIS\(axis)", in: 0...Int64.max)
            // Random groups have a first axis of nothing.
            if axis == 1 && length == 0 && text("GROUPS") == "T" { continue }
            let (product, isTooLarge) = count.multipliedReportingOverflow(by: length)
            guard !isTooLarge else { throw wrong("NAXIS\(axis)", "a size that a file can have") }
            count = product
        }
        let extra = try integer("PCOUNT") ?? 0
        let groups = try integer("GCOUNT") ?? 1
        let width = abs(try integer("BITPIX", in: -64...64)) / 8
        let (sum, isTooLarge) = count.addingReportingOverflow(extra)
        let (product, isTooLarge2) = sum.multipliedReportingOverflow(by: groups)
        let (bytes, isTooLarge3) = product.multipliedReportingOverflow(by: width)
        let block = Int64(FITSHeader.blockSize)
        guard !isTooLarge, !isTooLarge2, !isTooLarge3, bytes >= 0, bytes < Int64.max - block else {
            throw wrong("PCOUNT", "a size that a file can have")
        }
        return (bytes + block - 1) / block * block
    }
}
