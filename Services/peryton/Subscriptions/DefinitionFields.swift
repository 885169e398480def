import Foundation
import Yams

/// The names and values of one mapping in a definition: unknown names and values of another kind are errors with their
/// line.
struct DefinitionFields {
    /// The file, for the words of errors.
    let path: String
    /// The line that it begins in.
    let line: Int

    private let values: [String: Node]
    private let what: String

    /// - Parameters:
    ///   - what: what it describes, for the words of errors: "a subscription", "per-object"…
    ///   - known: the names that it may have.
    init(_ node: Node, of path: String, what: String, known: [String]) throws {
        self.path = path
        self.what = what
        line = node.mark?.line ?? 0
        guard case .mapping(let mapping) = node else {
            throw Self.failure(
                path, line, "\(what) is \(Self.kind(of: node)); expected names and values, such as \(known[0])")
        }
        var values: [String: Node] = [:]
        for (key, value) in mapping {
            let name = key.string ?? ""
            guard known.contains(name) else {
                let nearest = known.min { ShellParser.editDistance($0, name) < ShellParser.editDistance($1, name) }
                let hint = nearest.map { "; the nearest known name is '\($0)'" } ?? ""
                throw Self.failure(path, key.mark?.line ?? line, "'\(name)' is no part of \(what)\(hint)")
            }
            guard values[name] == nil else {
                throw Self.failure(path, key.mark?.line ?? line, "'\(name)' comes twice in \(what)")
            }
            values[name] = value
        }
        self.values = values
    }

    /// Whether a name is there, with a value or without.
    func has(_ name: String) -> Bool { values[name] != nil }

    /// A text; nil where it is not there or empty.
    func text(_ name: String) throws -> String? { try value(name).map { try text(of: $0, name) } }

    /// A number.
    func number(_ name: String) throws -> Double? { try value(name).map { try number(of: $0, name) } }

    /// A whole number that is not negative.
    func count(_ name: String) throws -> UInt32? {
        guard let node = value(name) else { return nil }
        guard let count = UInt32(try text(of: node, name)) else {
            throw failure(node, "\(name) is \(Self.shown(node)); expected a whole number, 0 or more")
        }
        return count
    }

    /// Yes or no.
    func flag(_ name: String) throws -> Bool? {
        guard let node = value(name) else { return nil }
        switch try text(of: node, name).lowercased() {
        case "true", "yes": return true
        case "false", "no": return false
        default: throw failure(node, "\(name) is \(Self.shown(node)); expected true or false")
        }
    }

    /// A list of texts; a text alone is a list of one.
    func texts(_ name: String) throws -> [String]? {
        try value(name).map { node in try Self.elements(of: node).map { try text(of: $0, name) } }
    }

    /// A list of numbers.
    func numbers(_ name: String) throws -> [Double]? {
        guard let node = value(name) else { return nil }
        guard case .sequence(let sequence) = node else {
            throw failure(node, "\(name) is \(Self.kind(of: node)); expected a list of numbers, such as [150.1, 2.2]")
        }
        return try sequence.map { try number(of: $0, name) }
    }

    /// A list of anything, or one alone.
    func items(_ name: String) throws -> [Node]? { value(name).map { Self.elements(of: $0) } }

    /// A mapping below this one.
    func fields(_ name: String, known: [String]) throws -> DefinitionFields? {
        try value(name).map { try DefinitionFields($0, of: path, what: name, known: known) }
    }

    /// Something that is wrong with the value of a name.
    func failure(_ name: String, _ text: String) -> CommandFailure {
        Self.failure(path, values[name]?.mark?.line ?? line, text)
    }

    /// Something that is wrong in a line of a file.
    static func failure(_ path: String, _ line: Int, _ text: String) -> CommandFailure {
        CommandFailure("\(path), line \(line): \(text)")
    }

    private func failure(_ node: Node, _ text: String) -> CommandFailure {
        Self.failure(path, node.mark?.line ?? line, text)
    }

    private func value(_ name: String) -> Node? { values[name].flatMap { Self.isNothing($0) ? nil : $0 } }

    private func text(of node: Node, _ name: String) throws -> String {
        guard let text = node.scalar?.string else {
            throw failure(node, "\(name) is \(Self.kind(of: node)); expected one value")
        }
        return text
    }

    private func number(of node: Node, _ name: String) throws -> Double {
        let text = try text(of: node, name)
        guard let number = Double(text), number.isFinite else {
            throw failure(node, "\(name) is \(Self.shown(node)); expected a number")
        }
        return number
    }

    private static func elements(of node: Node) -> [Node] { node.sequence.map { Array($0) } ?? [node] }

    private static func isNothing(_ node: Node) -> Bool {
        guard case .scalar(let scalar) = node, scalar.style == .plain || scalar.style == .any else { return false }
        return ["", "~", "null"].contains(scalar.string)
    }

    private static func shown(_ node: Node) -> String { node.scalar.map { "'\($0.string)'" } ?? kind(of: node) }

    private static func kind(of node: Node) -> String {
        switch node {
        case .scalar(let scalar): scalar.string.isEmpty ? "empty" : "'\(scalar.string.prefix(40))'"
        case .sequence: "a list"
        case .mapping: "a mapping"
        case .alias: "an alias"
        }
    }
}
