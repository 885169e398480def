import Foundation

/// Why a stamp cannot be kept or read.
public enum StampError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The text is no hash.
    case badHash(String)
    /// The text is no project's name.
    case badProject(String)
    /// Nobody keeps that stamp: it never was kept, or its time is over.
    case missing(StampHash, project: String)
    /// What the file holds is not what its name says.
    case damaged(path: String)
    /// The system refused something, for the reason in `code` (errno).
    case file(path: String, doing: String, code: Int32)

    /// One line for people.
    public var description: String {
        switch self {
        case .badHash(let text):
            "content hash \"\(text.prefix(80))\": expected \(StampHash.digitCount) digits 0–9 and a–f"
        case .badProject(let text):
            "project \"\(text.prefix(80))\": expected a name of a–z, 0–9 and - that keeps stamps"
        case .missing(let hash, let project):
            "stamp \(hash) is not kept in project \(project): it never was, or its time is over"
        case .damaged(let path): "stamp \(path) is damaged: its content does not have the hash in its name"
        case .file(let path, let doing, let code): "stamp \(path): cannot \(doing): \(String(cString: strerror(code)))"
        }
    }
}
