/// A query's text without the real numbers in it.
///
/// Queries of one shape, such as cones of the same radius or not round other places, have the same names, types and
/// statement: only some of its parameters differ (`ShapedStatement`). Two numbers that are equal stay so in the shape, as
/// GROUP BY may depend on it; whole numbers and texts are part of it.
public struct QueryShape: Hashable, Sendable {
    private var key: [UInt8] = []
    private let version: ADQLVersion

    /// The longest text and the most different numbers that are looked at.
    private static let longestText = 8_192
    private static let mostNumbers = 64
    /// Stands for a number, with its place behind it: no token begins with it.
    private static let mark: UInt8 = 1

    /// The shape of a text, and its different numbers in the order of their first use.
    ///
    /// Nil where there is no sense in keeping the shape: for texts that are long or have numbers beyond a double's range.
    /// The text need not be a query: no other text that is none has its shape.
    public static func of(_ text: QueryText) -> (shape: QueryShape, numbers: [Double])? {
        guard text.adql.utf8.count <= longestText else { return nil }
        var adql = text.adql
        return adql.withUTF8 { bytes in
            var shape = QueryShape(version: text.version)
            guard let numbers = shape.read(bytes) else { return nil }
            return (shape, numbers)
        }
    }

    private init(version: ADQLVersion) { self.version = version }

    /// Numbers are where the lexer finds them: not in texts, names or comments.
    private mutating func read(_ bytes: UnsafeBufferPointer<UInt8>) -> [Double]? {
        key.reserveCapacity(bytes.count)
        var numbers: [Double] = []
        var index = 0
        while index < bytes.count {
            let begin = index
            switch bytes[index] {
            case 0...8:
                // Nothing that is a query has them here, and they stand for numbers in the shape.
                return nil
            case UInt8(ascii: "'"), UInt8(ascii: "\""):
                index = Self.endOfQuotes(in: bytes, from: index)
            case UInt8(ascii: "-") where index + 1 < bytes.count && bytes[index + 1] == UInt8(ascii: "-"):
                index =
                    bytes[index...].firstIndex { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") } ?? bytes.count
            case let byte where Lexer.isLetter(byte):
                repeat { index += 1 } while index < bytes.count && Lexer.isPartOfWord(bytes[index])
            default:
                guard let (end, isReal) = Lexer.number(in: bytes, from: index) else {
                    index += 1
                    break
                }
                index = end
                guard isReal else { break }
                let text = String(decoding: bytes[begin..<end], as: UTF8.self)
                guard let value = Lexer.value(ofReal: text), numbers.count < Self.mostNumbers else { return nil }
                let place = numbers.firstIndex(of: value) ?? numbers.count
                if place == numbers.count { numbers.append(value) }
                key.append(Self.mark)
                key.append(UInt8(place))
                continue
            }
            key.append(contentsOf: bytes[begin..<index])
        }
        return numbers
    }

    private static func endOfQuotes(in bytes: UnsafeBufferPointer<UInt8>, from begin: Int) -> Int {
        // A doubled quote is the end of one text and the beginning of the next: all the same here.
        let end = bytes[(begin + 1)...].firstIndex(of: bytes[begin])
        return end.map { $0 + 1 } ?? bytes.count
    }

    /// Hashes the bytes at once.
    public func hash(into hasher: inout Hasher) {
        key.withUnsafeBytes { hasher.combine(bytes: $0) }
    }
}

/// A statement that serves every query of a shape.
public struct ShapedStatement: Sendable {
    /// The statement's text.
    public let text: String
    private let parameters: [SQLValue]
    private let places: [(parameter: Int, number: Int, isNegated: Bool)]

    /// The statement of one query of the shape, with that query's numbers; nil where the statement itself depends on them.
    public init?(_ statement: SQLStatement, numbers: [Double]) {
        guard let written = statement.writtenParameters else { return nil }
        var places: [(parameter: Int, number: Int, isNegated: Bool)] = []
        for parameter in written {
            // A sign before a number is part of the parameter; equal numbers are one, so that its value tells which.
            guard case .real(let value) = statement.parameters[parameter],
                let number = numbers.firstIndex(of: value.magnitude)
            else { return nil }
            places.append((parameter, number, value.sign == .minus))
        }
        self.places = places
        text = statement.text
        parameters = statement.parameters
    }

    /// The parameters for another query of the shape.
    public func parameters(for numbers: [Double]) -> [SQLValue] {
        var values = parameters
        for place in places {
            values[place.parameter] = .real(place.isNegated ? -numbers[place.number] : numbers[place.number])
        }
        return values
    }
}
