import Foundation
import Yams

/// A value of a definition: from it come YAML, JSON and what changed between two.
indirect enum DefinitionValue: Equatable {
    case text(String)
    case number(Double)
    case flag(Bool)
    case list([DefinitionValue])
    /// Names and values, in the order in which they are written.
    case fields([Field])

    /// One name and its value.
    struct Field: Equatable {
        var name: String
        var value: DefinitionValue

        init(_ name: String, _ value: DefinitionValue) {
            self.name = name
            self.value = value
        }
    }

    /// A list of texts.
    static func texts(_ texts: [String]) -> DefinitionValue { .list(texts.map { .text($0) }) }

    /// A list of numbers.
    static func numbers(_ numbers: [Double]) -> DefinitionValue { .list(numbers.map { .number($0) }) }

    /// A number as it is written: shortest text, no ".0".
    static func text(of number: Double) -> String {
        let text = "\(number)"
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }

    /// Whether it holds no list and no fields.
    private var isPlain: Bool {
        switch self {
        case .text(let text): !text.contains("\n")
        case .number, .flag: true
        case .list, .fields: false
        }
    }
}

extension DefinitionValue {
    /// YAML, with a line end at its end.
    func yaml() throws -> String { try Yams.serialize(node: node(isFlow: false), width: -1, allowUnicode: true) }

    /// YAML on one line.
    func line() throws -> String {
        try Yams.serialize(node: node(isFlow: true), width: -1, allowUnicode: true)
            .trimmingCharacters(in: .whitespacesAndNewlines)
    }

    private func node(isFlow: Bool) -> Node {
        switch self {
        case .text(let text): return Node(text, Tag(.implicit), Self.style(of: text, isFlow: isFlow))
        case .number(let number): return Node(Self.text(of: number))
        case .flag(let flag): return Node(flag ? "true" : "false")
        case .list(let values):
            let isShort = isFlow || values.allSatisfy(\.isPlain)
            return .sequence(
                Node.Sequence(values.map { $0.node(isFlow: isShort) }, Tag(.implicit), isShort ? .flow : .block))
        case .fields(let fields): return Self.node(of: fields, isFlow: isFlow)
        }
    }

    private static func node(of fields: [Field], isFlow: Bool) -> Node {
        let pairs = fields.map { field in
            // Fields within fields take one line where they are few and short; those of a list have a line each.
            if case .fields(let inner) = field.value, inner.allSatisfy(\.value.isPlain) {
                return (Node(field.name), node(of: inner, isFlow: true))
            }
            return (Node(field.name), field.value.node(isFlow: isFlow))
        }
        return .mapping(Node.Mapping(pairs, Tag(.implicit), isFlow ? .flow : .block))
    }

    private static func style(of text: String, isFlow: Bool) -> Node.Scalar.Style {
        if text.contains("\n") { return isFlow ? .doubleQuoted : .literal }
        // What another reader of YAML would take for a number, a time or nothing.
        let isTime = text.first?.isNumber == true && text.contains(":")
        return isTime || Resolver.default.resolveTag(of: Node(text)) != .str ? .doubleQuoted : .any
    }
}

extension DefinitionValue: Encodable {
    private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) { self.stringValue = stringValue }

        init?(intValue: Int) { return nil }
    }

    func encode(to encoder: any Encoder) throws {
        switch self {
        case .text(let text): try encode(text, to: encoder)
        case .number(let number): try encode(number, to: encoder)
        case .flag(let flag): try encode(flag, to: encoder)
        case .list(let values): try encode(values, to: encoder)
        case .fields(let fields):
            var container = encoder.container(keyedBy: Key.self)
            for field in fields { try container.encode(field.value, forKey: Key(stringValue: field.name)) }
        }
    }

    private func encode(_ value: some Encodable, to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(value)
    }
}
