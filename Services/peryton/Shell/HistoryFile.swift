import Foundation

/// What was typed in the shell before: one entry a line, only for its owner.
struct HistoryFile {
    private static let mostLines = 5_000
    private let path: String

    init(path: String = UserPath.expanded("~/.peryton_history")) {
        self.path = path
    }

    /// Entries, oldest first; a file that grew too long is cut to the newest.
    func read() -> [String] {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return [] }
        let lines = text.split(separator: "\n").map(String.init)
        guard lines.count > 2 * Self.mostLines else { return lines.suffix(Self.mostLines) }
        let newest = Array(lines.suffix(Self.mostLines))
        try? Data((newest.joined(separator: "\n") + "\n").utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
        return newest
    }

    /// Adds an entry, as other shells may meanwhile; that it cannot be written stops nobody.
    func append(_ entry: String) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        try? file.write(contentsOf: Data((entry + "\n").utf8))
    }
}
