import Foundation
import Yams

/// A YAML file of options: a mapping from names to values, or to lists of values where an option repeats.
struct ConfigurationFile {
    struct Entry {
        var values: [String]
        var line: Int
    }
    let path: String
    let entries: [String: Entry]

    /// Reads a file, whose keys must all be known.
    ///
    /// `source` says who named the file, for errors.
    init(path: String, source: ConfigurationSource, known: Set<String>) throws(ConfigurationError) {
        self.path = path
        let text: String
        do {
            text = try String(contentsOfFile: path, encoding: .utf8)
        } catch {
            let reason =
                FileManager.default.fileExists(atPath: path) ? "it cannot be read as UTF-8 text" : "no such file"
            throw .badValue(key: "config", value: path, source: source, expected: "a YAML file, but \(reason)")
        }
        let root: Node?
        do {
            root = try Yams.compose(yaml: text)
        } catch {
            throw ConfigurationError("\(path) is not valid YAML: \(Self.oneLine("\(error)"))")
        }
        // An empty file configures nothing.
        guard let root else {
            entries = [:]
            return
        }
        guard case .mapping(let mapping) = root else {
            throw ConfigurationError("\(path) holds no options; expected lines such as 'log-level: debug'")
        }
        var entries: [String: Entry] = [:]
        for (keyNode, valueNode) in mapping {
            let line = keyNode.mark?.line ?? 0
            let key = keyNode.scalar?.string ?? ""
            guard known.contains(key) else {
                throw .unknownKey(key, path: path, line: line, nearest: nearestName(to: key, among: known))
            }
            let values = try Self.values(of: valueNode, key: key, path: path, line: line)
            if let values { entries[key] = Entry(values: values, line: line) }
        }
        self.entries = entries
    }

    /// The texts of a value or a list of values; nil for null, which is as good as leaving the key out.
    private static func values(
        of node: Node, key: String, path: String, line: Int
    ) throws(ConfigurationError) -> [String]? {
        switch node {
        case .scalar(let scalar):
            let isNull = scalar.style == .plain && ["", "~", "null"].contains(scalar.string)
            return isNull ? nil : [scalar.string]
        case .sequence(let sequence):
            let values = sequence.compactMap(\.scalar?.string)
            if values.count == sequence.count { return values }
        case .mapping, .alias: break
        }
        throw ConfigurationError("\(key) (\(path), line \(line)) is nested; expected a value or a list of values")
    }

    private static func oneLine(_ text: String) -> String {
        text.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }
            .filter { !$0.isEmpty }.joined(separator: " ")
    }
}
