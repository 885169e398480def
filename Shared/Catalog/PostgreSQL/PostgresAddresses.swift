import Foundation

/// How a PostgreSQL server is reached, as two roles: one that owns what is stored and one that only reads.
///
/// The strings are libpq's (`host=… port=… dbname=… user=… password=…` or `postgresql://…`). They hold passwords: this type
/// prints none of them, and no error names them.
public struct PostgresAddresses: Sendable, CustomStringConvertible, CustomReflectable {
    /// The role that makes tables: it may create schemas in the database, and roles.
    let owner: String
    /// The role that runs queries: it owns nothing.
    let reader: String

    /// Takes two connection strings.
    public init(owner: String, reader: String) {
        self.owner = owner
        self.reader = reader
    }

    /// Reads a file of two lines, `owner <connection string>` and `reader <connection string>`; `#` begins a comment.
    ///
    /// A file that everybody may read is refused, as it holds passwords.
    public init(file: String) throws(CatalogError) {
        let attributes = try? FileManager.default.attributesOfItem(
            atPath: URL(fileURLWithPath: file).resolvingSymlinksInPath().path)
        guard let text = try? String(contentsOfFile: file, encoding: .utf8) else {
            throw CatalogError(.notFound, "\(file): a file with PostgreSQL's connection strings cannot be read there")
        }
        if let mode = attributes?[.posixPermissions] as? NSNumber, mode.intValue & 0o007 != 0 {
            throw CatalogError(
                .forbidden, "\(file): everybody may read it, and it holds passwords; expected mode 0600 or 0640")
        }
        var found: [String: String] = [:]
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true)
            guard let word = words.first, !word.hasPrefix("#") else { continue }
            guard words.count == 2, ["owner", "reader"].contains(word) else {
                throw CatalogError(
                    .invalid, "\(file): expected lines \"owner …\" and \"reader …\" with connection strings")
            }
            found[String(word)] = words[1].trimmingCharacters(in: .whitespaces)
        }
        guard let owner = found["owner"], let reader = found["reader"] else {
            throw CatalogError(.invalid, "\(file): expected two lines, one for owner and one for reader")
        }
        self.init(owner: owner, reader: reader)
    }

    /// Tells nothing of what it holds.
    public var description: String { "PostgreSQL's addresses" }
    /// Tells nothing of what it holds.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
