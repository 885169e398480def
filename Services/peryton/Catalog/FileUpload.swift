import Bus
import Foundation
import Jobs
import Messages

/// Brings a file to a service, piece by piece.
struct FileUpload: Sendable {
    let client: MeshClient
    /// The service that takes it.
    var service = MeshClient.catalogService
    let progress: ProgressLine

    /// Pieces on their way at once.
    private static let piecesAhead = 4

    /// Uploads a file and returns what the upload is called.
    func send(_ path: String) async throws -> String {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw CommandFailure("\(path): cannot be read: \(String(cString: strerror(errno)))")
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw CommandFailure("\(path): is no file; expected a table, for example stars.csv or stars.fits")
        }
        guard status.st_size > 0 else { throw CommandFailure("\(path): is empty; expected a table") }
        let total = UInt64(status.st_size)
        let id = JobClient.newID()
        let name = (path as NSString).lastPathComponent
        try await withThrowingTaskGroup(of: UInt64.self) { group in
            var offset: UInt64 = 0
            var (underWay, sent) = (0, UInt64(0))
            while offset < total || underWay > 0 {
                if offset < total, underWay < Self.piecesAhead {
                    let bytes = try Self.read(descriptor, at: offset, of: path)
                    let piece = FilePiece(
                        uploadID: id, offset: offset, totalBytes: total, bytes: bytes, crc32: Checksum.crc32(bytes),
                        fileName: name)
                    group.addTask { try await send(piece) }
                    offset += UInt64(bytes.count)
                    underWay += 1
                } else if let count = try await group.next() {
                    underWay -= 1
                    sent += count
                    progress.show(Double(sent) / Double(total), "\(Numbers.bytes(sent)) of \(Numbers.bytes(total))")
                }
            }
        }
        progress.clear()
        return id
    }

    private func send(_ piece: FilePiece) async throws -> UInt64 {
        _ = try await client.patiently(forSeconds: 30) {
            try await client.ask(service, "upload", piece, as: FileReceipt.self)
        }
        return UInt64(piece.bytes.count)
    }

    private static func read(_ descriptor: Int32, at offset: UInt64, of path: String) throws -> [UInt8] {
        var failure: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: Chunking.limitBytes) { buffer, count in
            let read = pread(descriptor, buffer.baseAddress, buffer.count, off_t(offset))
            failure = read < 0 ? errno : 0
            count = max(0, read)
        }
        guard !bytes.isEmpty else {
            throw CommandFailure(
                "\(path): cannot be read: \(failure == 0 ? "it became shorter meanwhile" : String(cString: strerror(failure)))"
            )
        }
        return bytes
    }
}
