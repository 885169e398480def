import Tables

extension Analyzer {
    /// CAST: what REC's table of allowed casts has, booleans as numbers, and geometries from their DALI text.
    func cast(_ value: Value, _ target: CastTarget, at position: SourcePosition) throws(ADQLError) -> Value {
        var attributes = value.attributes
        attributes.extendedType = ""
        attributes.textWidth = nil
        let type: ValueType
        switch target {
        case .smallint: type = .plain(.int16)
        case .integer: type = .plain(.int32)
        case .bigint: type = .plain(.int64)
        case .real: type = .plain(.float32)
        case .double: type = .plain(.float64)
        case .fixedText(let length), .text(let length):
            type = .text
            attributes.unit = ""
            attributes.textWidth = length.map { $0 * 4 }
            return Value(.cast(value, target), type, attributes, at: position)
        case .timestamp:
            guard value.type.isText else { throw refused(value, "TIMESTAMP", "only a text") }
            if case .literal(.text(let text)) = value.kind, !Timestamp.isValid(text) {
                throw ADQLError(
                    .type, at: value.position, "'\(text)' is no timestamp: YYYY-MM-DD, or YYYY-MM-DDThh:mm:ss.SSS")
            }
            attributes.extendedType = "timestamp"
            attributes.unit = ""
            return Value(.cast(value, target), .text, attributes, at: position)
        case .point: return try geometryCast(value, .point, at: position)
        case .circle: return try geometryCast(value, .circle, at: position)
        case .polygon: return try geometryCast(value, .polygon, at: position)
        }
        switch value.type {
        case .null, .plain: break
        case .geometry: throw refused(value, target.adql, "a number or a text")
        }
        if case .literal(.text(let text)) = value.kind, Double(text.filter { $0 != " " }) == nil {
            throw ADQLError(.type, at: value.position, "'\(text)' is no number")
        }
        return Value(.cast(value, target), type, attributes, at: position)
    }

    private func refused(_ value: Value, _ target: String, _ wanted: String) -> ADQLError {
        ADQLError(.type, at: value.position, "\(wanted) can be CAST AS \(target), not \(value.type.forPeople)")
    }

    private func geometryCast(
        _ value: Value, _ kind: GeometryKind, at position: SourcePosition
    ) throws(ADQLError) -> Value {
        if value.type == .geometry(kind) { return value }
        guard value.type.isText else { throw refused(value, kind.rawValue.uppercased(), "only a text") }
        if case .literal(.text(let text)) = value.kind { try checkNumbers(text, kind, at: value.position) }
        return Value(.region(value), .geometry(kind), .init(extendedType: kind.extendedType), at: position)
    }

    private func checkNumbers(_ text: String, _ kind: GeometryKind, at position: SourcePosition) throws(ADQLError) {
        let words = text.split { $0 == " " || $0 == "\t" }
        guard let first = words.first, Double(first) != nil else { return }
        let isRight =
            switch kind {
            case .point: words.count == 2
            case .circle: words.count == 3
            default: words.count >= 6 && words.count % 2 == 0
            }
        guard isRight, words.allSatisfy({ Double($0) != nil }) else {
            throw ADQLError(.type, at: position, "'\(text)' is no \(kind.rawValue) as DALI writes it")
        }
    }
}

/// DALI's timestamps: YYYY-MM-DD['T'hh:mm:ss[.SSS]['Z']].
enum Timestamp {
    static func isValid(_ text: String) -> Bool {
        var bytes = Array(text.utf8)
        if bytes.last == UInt8(ascii: "Z"), bytes.count > 10 { bytes.removeLast() }
        func matches(_ pattern: String, _ part: ArraySlice<UInt8>) -> Bool {
            part.count == pattern.utf8.count
                && zip(pattern.utf8, part).allSatisfy { wanted, found in
                    wanted == UInt8(ascii: "0")
                        ? (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(found) : wanted == found
                }
        }
        guard matches("0000-00-00", bytes.prefix(10)) else { return false }
        if bytes.count == 10 { return true }
        let separator = bytes[10]
        guard separator == UInt8(ascii: "T") || separator == UInt8(ascii: " "),
            matches("00:00:00", bytes.dropFirst(11).prefix(8))
        else { return false }
        if bytes.count == 19 { return true }
        return bytes[19] == UInt8(ascii: ".") && bytes.count > 20
            && bytes.dropFirst(20).allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }
}
