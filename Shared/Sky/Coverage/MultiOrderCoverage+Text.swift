extension MultiOrderCoverage {
    /// The ASCII form of MOC 2.0, for example `3/1-3 4/16 29/`: the last order stands alone where no pixel has it.
    public var text: String {
        var parts: [String] = []
        let byOrder = pixelRanges
        for (order, pixels) in byOrder {
            let words = pixels.map {
                $0.upperBound - $0.lowerBound == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound - 1)"
            }
            parts.append("\(order)/" + words.joined(separator: " "))
        }
        if byOrder.last?.order != order { parts.append("\(order)/") }
        return parts.joined(separator: " ")
    }

    /// Reads the ASCII form: orders with their pixels and ranges of pixels, parted by blanks or commas; an `s` before the
    /// first order, for space, may stand there.
    public init(text: String) throws(SkyError) {
        var ranges: [Range<Int64>] = []
        var order: Int?
        var finest = 0
        var words = text.split(whereSeparator: { $0.isWhitespace || $0 == "," })[...]
        if let first = words.first, first.first == "s" {
            words.removeFirst()
            if first.count > 1 { words.insert(first.dropFirst(), at: words.startIndex) }
        }
        for word in words {
            var rest = word
            if let slash = word.firstIndex(of: "/") {
                guard let number = Int(word[..<slash]), (0...Healpix.finestOrder).contains(number) else {
                    throw .badCoverage("\"\(word)\" begins with no order from 0 to 29")
                }
                order = number
                finest = max(finest, number)
                rest = word[word.index(after: slash)...]
                if rest.isEmpty { continue }
            }
            guard let order else { throw .badCoverage("\"\(word)\" comes before any order such as 3/") }
            let ends = rest.split(separator: "-", omittingEmptySubsequences: false)
            guard ends.count <= 2, let first = Int64(ends[0]), let last = Int64(ends[ends.count - 1]) else {
                throw .badCoverage("\"\(word)\" is no pixel and no range of pixels")
            }
            ranges.append(try Self.range(first, last, order: order))
        }
        self = try Self.checked(ranges, order: finest)
    }

    /// The JSON form of MOC 2.0: `{"3":[1,2,3],"4":[16]}`.
    public var json: String {
        var members = pixelRanges.map { order, pixels in
            "\"\(order)\":[" + pixels.flatMap { $0 }.map { "\($0)" }.joined(separator: ",") + "]"
        }
        if pixelRanges.last?.order != order { members.append("\"\(order)\":[]") }
        return "{" + members.joined(separator: ",") + "}"
    }

    /// Reads the JSON form: an object of orders with lists of pixels, and nothing else.
    public init(json: String) throws(SkyError) {
        var reader = CoverageJSON(json)
        self = try Self.checked(try reader.read(), order: reader.finestOrder)
    }

    /// Pixels from one to another of an order as a range of the finest ones.
    static func range(_ first: Int64, _ last: Int64, order: Int) throws(SkyError) -> Range<Int64> {
        let shift = Int64(2 * (Healpix.finestOrder - order))
        guard first >= 0, last >= first, last < 12 << Int64(2 * order) else {
            throw .badCoverage("there are no pixels \(first) to \(last) of order \(order)")
        }
        return first << shift..<(last + 1) << shift
    }

    static func checked(_ ranges: [Range<Int64>], order: Int) throws(SkyError) -> MultiOrderCoverage {
        guard let coverage = MultiOrderCoverage(ranges, order: order) else {
            throw .badCoverage("its pixels leave the sky")
        }
        return coverage
    }
}

/// Reads `{"order":[pixel,…],…}`.
private struct CoverageJSON {
    private var rest: Substring.UTF8View
    private(set) var finestOrder = 0

    init(_ text: String) { rest = text[...].utf8 }

    mutating func read() throws(SkyError) -> [Range<Int64>] {
        var ranges: [Range<Int64>] = []
        try expect("{")
        if take("}") { return try end(ranges) }
        repeat {
            try expect("\"")
            let order = try number()
            guard (0...Int64(Healpix.finestOrder)).contains(order) else {
                throw .badCoverage("\(order) is no order from 0 to 29")
            }
            finestOrder = max(finestOrder, Int(order))
            try expect("\"")
            try expect(":")
            try expect("[")
            if take("]") { continue }
            repeat {
                let pixel = try number()
                ranges.append(try MultiOrderCoverage.range(pixel, pixel, order: Int(order)))
            } while take(",")
            try expect("]")
        } while take(",")
        try expect("}")
        return try end(ranges)
    }

    private mutating func end(_ ranges: [Range<Int64>]) throws(SkyError) -> [Range<Int64>] {
        skipBlanks()
        guard rest.isEmpty else { throw .badCoverage("there is more behind its JSON object") }
        return ranges
    }

    private mutating func skipBlanks() {
        while let byte = rest.first, byte == 32 || (9...13).contains(byte) { rest.removeFirst() }
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        skipBlanks()
        guard rest.first == UInt8(ascii: character) else { return false }
        rest.removeFirst()
        return true
    }

    private mutating func expect(_ character: Unicode.Scalar) throws(SkyError) {
        guard take(character) else {
            throw .badCoverage("expected \(character) in its JSON before \"\(Substring(rest).prefix(20))\"")
        }
    }

    private mutating func number() throws(SkyError) -> Int64 {
        skipBlanks()
        let digits = rest.prefix { (48...57).contains($0) }
        guard let number = Int64(Substring(digits)) else {
            throw .badCoverage("expected a whole number in its JSON before \"\(Substring(rest).prefix(20))\"")
        }
        rest = rest[digits.endIndex...]
        return number
    }
}
