extension ImageHeader {
    /// Bytes of one record.
    static let recordLength = 80

    /// Reads records of 80 bytes up to END.
    ///
    /// CONTINUE records are joined to the string before them.
    init(records: UnsafeRawBufferPointer) {
        self.init()
        var continues = false
        for start in stride(from: 0, through: records.count - Self.recordLength, by: Self.recordLength) {
            let record = UnsafeRawBufferPointer(rebasing: records[start..<start + Self.recordLength])
            let parsed = HeaderCard(record: record)
            if parsed.keyword == "END", parsed.field == nil { break }
            if continues, parsed.keyword == "CONTINUE", let last = cards.last, let more = parsed.field,
                more.utf8.first == UInt8(ascii: "'")
            {
                let text = HeaderCard.unquoted(last.field ?? "''").dropLast() + HeaderCard.unquoted(more)
                let comment = [last.comment, parsed.comment].filter { !$0.isEmpty }.joined(separator: " ")
                replace(
                    at: cards.count - 1,
                    HeaderCard(keyword: last.keyword, field: HeaderCard.quoted(String(text)), comment: comment))
                continues = text.utf8.last == UInt8(ascii: "&")
            } else {
                append(parsed)
                continues = parsed.field.map { $0.utf8.last == UInt8(ascii: "'") && $0.contains("&") } ?? false
                if continues { continues = HeaderCard.unquoted(parsed.field ?? "").utf8.last == UInt8(ascii: "&") }
            }
        }
    }

    /// All cards as records of 80 bytes, without END.
    public func records() -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(cards.count * Self.recordLength)
        for card in cards { card.write(to: &bytes) }
        return bytes
    }
}

extension HeaderCard {
    /// Reads one record.
    init(record: UnsafeRawBufferPointer) {
        func text(_ range: Range<Int>) -> String {
            var (from, to) = (range.lowerBound, range.upperBound)
            while from < to, record[from] == 32 { from += 1 }
            while to > from, record[to - 1] == 32 { to -= 1 }
            return String(decoding: record[from..<to], as: UTF8.self)
        }
        let keyword = text(0..<8)
        var start = 10
        var name = keyword
        let hasValue = record[8] == UInt8(ascii: "=") && record[9] == 32
        if keyword == "HIERARCH", let equals = record.dropFirst(8).firstIndex(of: UInt8(ascii: "=")) {
            name = text(9..<equals)
            start = equals + 1
        } else if keyword == "CONTINUE" {
            start = 8
        } else if !hasValue {
            // The text keeps its indentation.
            var end = record.count
            while end > 8, record[end - 1] == 32 { end -= 1 }
            self.init(
                keyword: keyword, field: nil, comment: String(decoding: record[8..<end], as: UTF8.self))
            return
        }
        while start < record.count, record[start] == 32 { start += 1 }
        var end = start
        if start < record.count, record[start] == UInt8(ascii: "'") {
            end += 1
            while end < record.count {
                if record[end] == UInt8(ascii: "'") {
                    guard end + 1 < record.count, record[end + 1] == UInt8(ascii: "'") else { break }
                    end += 1
                }
                end += 1
            }
            end = min(end + 1, record.count)
        } else {
            while end < record.count, record[end] != UInt8(ascii: "/") { end += 1 }
        }
        let slash = record[end...].firstIndex(of: UInt8(ascii: "/"))
        self.init(
            keyword: name.uppercased(), field: text(start..<end),
            comment: slash.map { text($0 + 1..<record.count) } ?? "")
    }

    /// Writes the card as one record, or a long string as several.
    func write(to bytes: inout [UInt8]) {
        guard let field else { return Self.pad(Self.padded(keyword, to: 8) + comment, &bytes) }
        let isLong = keyword.utf8.count > 8 || keyword.contains(" ")
        let start = isLong ? "HIERARCH \(keyword) = " : Self.padded(keyword, to: 8) + "= "
        let isText = field.utf8.first == UInt8(ascii: "'")
        if isText, start.utf8.count + field.utf8.count > 80 { return writeLong(start, field, &bytes) }
        let value =
            isText || isLong ? Self.padded(field, to: isLong ? 0 : 20) : Self.padded(field, to: 20, toTheLeft: false)
        let line = comment.isEmpty ? start + value : start + value + " / " + comment
        Self.pad(line, &bytes)
    }

    private func writeLong(_ start: String, _ field: String, _ bytes: inout [UInt8]) {
        var rest = Array(field.utf8.dropFirst().dropLast())
        var line = start
        while true {
            let room = 80 - line.utf8.count - 3
            if rest.count <= room + 1 {
                let last = line + "'" + String(decoding: rest, as: UTF8.self) + "'"
                return Self.pad(comment.isEmpty ? last : last + " / " + comment, &bytes)
            }
            var length = max(1, room)
            // A doubled quote must not be torn apart.
            let quotes = rest[..<length].reversed().prefix { $0 == UInt8(ascii: "'") }.count
            if quotes % 2 == 1 { length -= 1 }
            Self.pad(line + "'" + String(decoding: rest[..<length], as: UTF8.self) + "&'", &bytes)
            rest.removeFirst(length)
            line = "CONTINUE  "
        }
    }

    private static func padded(_ text: String, to length: Int, toTheLeft: Bool = true) -> String {
        let blanks = String(repeating: " ", count: max(0, length - text.utf8.count))
        return toTheLeft ? text + blanks : blanks + text
    }

    private static func pad(_ line: String, _ bytes: inout [UInt8]) {
        bytes.append(contentsOf: line.utf8.prefix(80))
        let missing = 80 - min(80, line.utf8.count)
        bytes.append(contentsOf: repeatElement(32, count: missing))
    }
}
