import Foundation

/// A writer's schema as a table of nodes that refer to each other by index, so that a type may contain itself.
///
/// Only what is needed to walk the bytes is kept: documentation, defaults and logical types are not. A default that
/// contradicts its type (as some surveys write) therefore does no harm.
struct AvroSchema {
    /// One type of the schema.
    enum Node {
        case null, boolean, int, long, float, double, bytes, string
        case fixed(size: Int)
        case enumeration(symbols: Int)
        case array(item: Int)
        case map(value: Int)
        case union(branches: [Int])
        case record(fields: [(name: String, node: Int)])
    }

    private(set) var nodes: [Node] = []
    private(set) var root = 0
    private var named: [String: Int] = [:]

    /// Deepest nesting of one type in another that is followed.
    private static let deepest = 64
    /// Most branches of a union.
    private static let mostBranches = 64
    /// Largest size of a `fixed` type, bytes.
    private static let largestFixed = 1 << 24

    /// Parses a schema.
    ///
    /// - Parameter json: the schema in JSON, as the container's header carries it.
    init(json: UnsafeRawBufferPointer) throws(PacketError) {
        let value: Any
        do {
            value = try JSONSerialization.jsonObject(with: Data(json), options: [.fragmentsAllowed])
        } catch {
            throw Self.wrong(
                "schema", found: "\(json.count) bytes that are not JSON", expected: "an Avro schema in JSON")
        }
        root = try parse(value, at: "schema", namespace: "", depth: 0)
    }

    private mutating func parse(
        _ value: Any, at place: String, namespace: String, depth: Int
    ) throws(PacketError) -> Int {
        guard depth < Self.deepest else {
            throw Self.wrong(place, found: "a type nested deeper than \(Self.deepest)", expected: "a flatter schema")
        }
        if let name = value as? String {
            return try node(named: name, at: place, namespace: namespace)
        }
        if let branches = value as? [Any] {
            guard branches.count <= Self.mostBranches, !branches.contains(where: { $0 is [Any] }) else {
                throw Self.wrong(
                    place, found: "a union of \(branches.count) branches or of unions",
                    expected: "at most \(Self.mostBranches) branches, none a union")
            }
            var indices: [Int] = []
            for branch in branches {
                indices.append(try parse(branch, at: place, namespace: namespace, depth: depth + 1))
            }
            return add(.union(branches: indices))
        }
        guard let object = value as? [String: Any], let type = object["type"] else {
            throw Self.wrong(place, found: "no type", expected: "a type name, a union, or an object with a type")
        }
        guard let name = type as? String else {
            return try parse(type, at: place, namespace: namespace, depth: depth + 1)
        }
        switch name {
        case "record", "error":
            return try parseRecord(object, at: place, namespace: namespace, depth: depth)
        case "array":
            let item = try parse(object["items"] ?? "", at: place + "[]", namespace: namespace, depth: depth + 1)
            return add(.array(item: item))
        case "map":
            let item = try parse(object["values"] ?? "", at: place + "{}", namespace: namespace, depth: depth + 1)
            return add(.map(value: item))
        case "fixed":
            guard let size = object["size"] as? Int, 0...Self.largestFixed ~= size else {
                throw Self.wrong(
                    place, found: "no usable size", expected: "a fixed type of 0 to \(Self.largestFixed) bytes")
            }
            let index = add(.fixed(size: size))
            _ = try declare(object, index, at: place, namespace: namespace)
            return index
        case "enum":
            guard let symbols = object["symbols"] as? [Any] else {
                throw Self.wrong(place, found: "no symbols", expected: "the symbols of an enum")
            }
            let index = add(.enumeration(symbols: symbols.count))
            _ = try declare(object, index, at: place, namespace: namespace)
            return index
        default:
            return try node(named: name, at: place, namespace: namespace)
        }
    }

    private mutating func parseRecord(
        _ object: [String: Any], at place: String, namespace: String, depth: Int
    ) throws(PacketError) -> Int {
        guard let fields = object["fields"] as? [Any] else {
            throw Self.wrong(place, found: "no fields", expected: "the fields of a record")
        }
        // Declared before its fields are read, as they may be of this very type.
        let index = add(.record(fields: []))
        let inner = try declare(object, index, at: place, namespace: namespace)
        var parsed: [(name: String, node: Int)] = []
        for field in fields {
            guard let field = field as? [String: Any], let name = field["name"] as? String, let type = field["type"]
            else {
                throw Self.wrong(place, found: "a field without name or type", expected: "both")
            }
            let path = depth == 0 ? name : "\(place).\(name)"
            parsed.append((name, try parse(type, at: path, namespace: inner, depth: depth + 1)))
        }
        nodes[index] = .record(fields: parsed)
        return index
    }

    /// Remembers a named type; returns the namespace that holds inside it.
    private mutating func declare(
        _ object: [String: Any], _ index: Int, at place: String, namespace: String
    ) throws(PacketError) -> String {
        guard let name = object["name"] as? String, !name.isEmpty else {
            throw Self.wrong(place, found: "a type without a name", expected: "a name")
        }
        var inner = object["namespace"] as? String ?? namespace
        var full = inner.isEmpty ? name : "\(inner).\(name)"
        if let dot = name.lastIndex(of: ".") {
            inner = String(name[..<dot])
            full = name
        }
        named[full] = index
        return inner
    }

    private mutating func node(named name: String, at place: String, namespace: String) throws(PacketError) -> Int {
        switch name {
        case "null": return add(.null)
        case "boolean": return add(.boolean)
        case "int": return add(.int)
        case "long": return add(.long)
        case "float": return add(.float)
        case "double": return add(.double)
        case "bytes": return add(.bytes)
        case "string": return add(.string)
        default:
            if let index = named[namespace.isEmpty ? name : "\(namespace).\(name)"] ?? named[name] { return index }
            throw Self.wrong(place, found: "type \"\(name)\"", expected: "a primitive type or one declared before")
        }
    }

    private mutating func add(_ node: Node) -> Int {
        nodes.append(node)
        return nodes.count - 1
    }

    private static func wrong(_ field: String, found: String, expected: String) -> PacketError {
        PacketError(.wrongSchema, field: field, found: found, expected: expected)
    }
}
