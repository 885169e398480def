import Bus
import Foundation
import Glibc
import Mesh
import Messages

/// Files that users bring, on their way to become tables or orders: pieces are written where they belong until the file is whole.
///
/// `<data>/<project>/uploads/<user>_<upload>/`: `file` and `name`. Copies of the service share the folder, so that any of
/// them takes any piece. Who brings nothing for a day has stopped.
public struct UploadFolder: Sendable {
    private let folder: String
    private let user: String

    private static let lifetimeSeconds = 86_400.0

    /// The uploads of a user of a project, in a folder that copies of the service share.
    public init(data: String, project: String, user: String) {
        folder = "\(data)/\(project)/uploads"
        self.user = user
    }

    private func place(_ upload: String) throws(RequestError) -> String {
        "\(folder)/\(user)_\(try MeshName.check(upload, "upload"))"
    }

    /// Keeps one piece; a piece that comes again changes nothing.
    public func keep(_ piece: FilePiece, mostBytes: Int64) throws -> FileReceipt {
        let place = try place(piece.uploadID)
        guard Checksum.crc32(piece.bytes) == piece.crc32 else {
            throw RequestError("invalid", "piece at byte \(piece.offset): damaged on the way (CRC-32); send it again")
        }
        guard Int64(clamping: piece.totalBytes) <= mostBytes else {
            throw RequestError(
                "limit", "file of \(piece.totalBytes) bytes: expected at most the \(mostBytes) bytes of your quota")
        }
        guard piece.offset <= piece.totalBytes, UInt64(piece.bytes.count) <= piece.totalBytes - piece.offset else {
            throw RequestError(
                "invalid",
                "piece of \(piece.bytes.count) bytes at byte \(piece.offset): beyond the file's \(piece.totalBytes)")
        }
        try begin(place, piece)
        let file = open("\(place)/file", O_RDWR | O_CLOEXEC)
        guard file >= 0 else { throw failure("\(place)/file") }
        defer { close(file) }
        let written = piece.bytes.withUnsafeBytes { pwrite(file, $0.baseAddress, $0.count, off_t(piece.offset)) }
        guard written == piece.bytes.count else { throw failure("\(place)/file") }
        return FileReceipt(bytesReceived: try note(piece, in: place))
    }

    private func begin(_ place: String, _ piece: FilePiece) throws {
        guard !FileManager.default.fileExists(atPath: "\(place)/name") else { return }
        try FileManager.default.createDirectory(
            atPath: place, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let file = open("\(place)/file", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw failure(place) }
        close(file)
        let name = (piece.fileName as NSString).lastPathComponent
        try Data("\(piece.totalBytes)\n\(name)".utf8).write(to: URL(fileURLWithPath: "\(place)/name"), options: .atomic)
    }

    /// Notes a piece, as a file without content each: any number of copies may note at once.
    private func note(_ piece: FilePiece, in place: String) throws -> UInt64 {
        let notes = "\(place)/pieces"
        try FileManager.default.createDirectory(atPath: notes, withIntermediateDirectories: true)
        let note = open("\(notes)/\(piece.offset)-\(piece.bytes.count)", O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        guard note >= 0 else { throw failure(notes) }
        close(note)
        return try received(in: place)
    }

    private func received(in place: String) throws -> UInt64 {
        let pieces = try FileManager.default.contentsOfDirectory(atPath: "\(place)/pieces").compactMap { name in
            let numbers = name.split(separator: "-").compactMap { UInt64($0) }
            return numbers.count == 2 ? (start: numbers[0], end: numbers[0] + numbers[1]) : nil
        }
        var reached: UInt64 = 0
        for piece in pieces.sorted(by: { $0 < $1 }) where piece.start <= reached { reached = max(reached, piece.end) }
        return reached
    }

    /// A whole upload: where it is, and its name where it came from.
    public func whole(_ upload: String) throws -> (path: String, name: String) {
        let place = try place(upload)
        guard let text = try? String(contentsOfFile: "\(place)/name", encoding: .utf8) else {
            throw RequestError(
                "not-found", "upload \(upload): not here, or forgotten after a day; upload the file again")
        }
        let lines = text.split(separator: "\n", maxSplits: 1)
        let total = lines.first.flatMap { UInt64($0) } ?? 0
        let received = try received(in: place)
        guard received == total, lines.count == 2 else {
            throw RequestError("invalid", "upload \(upload): \(received) of \(total) bytes have come")
        }
        return ("\(place)/file", String(lines[1]))
    }

    /// Removes an upload.
    public func forget(_ upload: String) {
        guard let place = try? place(upload) else { return }
        try? FileManager.default.removeItem(atPath: place)
    }

    /// Removes uploads that nobody went on with.
    public func forgetOld() {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] {
            let place = "\(folder)/\(name)"
            guard let changed = try? FileManager.default.attributesOfItem(atPath: place)[.modificationDate] as? Date,
                Date().timeIntervalSince(changed) > Self.lifetimeSeconds
            else { continue }
            try? FileManager.default.removeItem(atPath: place)
        }
    }

    private func failure(_ path: String) -> RequestError {
        RequestError("unavailable", "\(path): cannot be written: \(String(cString: strerror(errno)))")
    }
}
