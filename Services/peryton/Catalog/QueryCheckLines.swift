import Foundation

/// Checks queries line by line: `{"id", "adql", "version"}` in, `{"id", "valid", "error"}` out, one for each.
struct QueryCheckLines {
    /// What is wrong with a query of a version; nil where it is right.
    typealias Check = (_ adql: String, _ version: String) -> String?

    private let check: Check
    private static let chunkBytes = 1 << 18

    init(check: @escaping Check) {
        self.check = check
    }

    /// Answers all lines of a file in their order; those that have come are answered before more is waited for.
    func run(descriptor: Int32 = STDIN_FILENO, write: (String) throws -> Void) throws {
        var waiting: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: Self.chunkBytes)
        while true {
            let count = read(descriptor, &chunk, chunk.count)
            guard count >= 0 || errno != EINTR else { continue }
            guard count >= 0 else {
                throw CommandFailure("standard input: cannot be read: \(String(cString: strerror(errno)))")
            }
            guard count > 0 else { break }
            waiting += chunk[..<count]
            guard let end = waiting.lastIndex(of: UInt8(ascii: "\n")) else { continue }
            let lines = waiting[...end].dropLast().split(
                separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            try write(lines.map { answer($0) + "\n" }.joined())
            waiting.removeFirst(end + 1)
        }
        if !waiting.isEmpty { try write(answer(waiting[...]) + "\n") }
    }

    /// The answer to a line, whatever it is.
    func answer(_ line: ArraySlice<UInt8>) -> String {
        var line = line
        if line.starts(with: [0xEF, 0xBB, 0xBF]) { line = line.dropFirst(3) }
        let members: [JSONScanner.Member]
        do {
            members = try JSONScanner.members(of: line)
        } catch {
            return Self.answer("null", "not a JSON object: \(error)")
        }
        // Of several members of the same name the last counts, as nearly everywhere.
        func value(_ name: String) -> ArraySlice<UInt8>? { members.last { $0.name == name }?.value }
        let id = value("id").map { String(decoding: $0, as: UTF8.self) } ?? "null"
        do {
            guard let adql = try value("adql").flatMap({ (value) throws in try JSONScanner.string(value) }) else {
                return Self.answer(id, "adql is missing; expected the text of a query")
            }
            return Self.answer(id, check(adql, try Self.version(value("version"))))
        } catch {
            return Self.answer(id, "\(error)")
        }
    }

    /// "2.1" where it is not told; a number is taken as it stands.
    private static func version(_ value: ArraySlice<UInt8>?) throws -> String {
        guard let value else { return "2.1" }
        let text = try JSONScanner.string(value) ?? String(decoding: value, as: UTF8.self)
        return text == "null" || text.isEmpty ? "2.1" : text
    }

    private static func answer(_ id: String, _ error: String?) -> String {
        #"{"id":\#(id),"valid":\#(error == nil),"error":\#(error.map(JSONScanner.quoted) ?? "null")}"#
    }
}
