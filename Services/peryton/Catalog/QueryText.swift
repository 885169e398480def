import Foundation

/// The text of a query as a command gets it.
enum QueryText {
    /// A query that is typed, that stands in a file (`@file`), or that comes on standard input (`-`); an ending `;` is no
    /// part of it.
    static func read(_ argument: String) throws -> String {
        let text: String
        if argument == "-" {
            let data = try FileHandle.standardInput.readToEnd() ?? Data()
            text = try decoded(data, "standard input")
        } else if argument.hasPrefix("@") {
            let path = String(argument.dropFirst())
            guard let data = FileManager.default.contents(atPath: path) else {
                throw CommandFailure("\(path): no such file, or it may not be read; expected a query")
            }
            text = try decoded(data, path)
        } else {
            text = argument
        }
        var query = text[...]
        while let last = query.last, last.isWhitespace || last == ";" { query.removeLast() }
        guard !query.isEmpty else { throw CommandFailure("the query is empty; expected SELECT …") }
        return String(query)
    }

    private static func decoded(_ data: Data, _ place: String) throws -> String {
        guard let text = String(data: data, encoding: .utf8) else {
            throw CommandFailure("\(place): is not UTF-8 text; expected a query")
        }
        return text
    }
}
