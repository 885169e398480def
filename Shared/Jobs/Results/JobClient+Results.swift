import Bus
import Foundation
import Glibc
import Mesh
import Messages
import Threads

extension JobClient {
    /// Pieces that are on their way at once.
    private static let piecesAhead = 8

    /// Reads a result over the bus, checked piece by piece and as a whole, in order.
    ///
    /// - Parameters:
    ///   - offset: first byte that is wanted; `before` is then the CRC-32 of all bytes before it.
    ///   - take: gets each piece.
    /// - Throws: `BusError.malformed` where a piece or the whole came damaged.
    public func read(
        _ result: JobResult, of id: String, project: String, from offset: UInt64 = 0, before: UInt32 = 0,
        take: (_ piece: [UInt8], _ position: UInt64) throws -> Void
    ) async throws {
        let place = "result \(result.name) of job \(id)"
        let step = UInt64(ResultDesk.pieceLimitBytes)
        var sum = before
        try await withThrowingTaskGroup(of: ResultPiece.self) { group in
            var asked = offset
            var written = offset
            var early: [UInt64: ResultPiece] = [:]
            func ask() {
                let start = asked
                asked = min(result.bytes, asked + step)
                group.addTask { try await piece(result, of: id, project, at: start, place) }
            }
            while asked < result.bytes, asked < offset + UInt64(Self.piecesAhead) * step { ask() }
            while written < result.bytes, let piece = try await group.next() {
                early[piece.offset] = piece
                while let next = early.removeValue(forKey: written) {
                    sum = next.bytes.withUnsafeBytes { Checksum.crc32($0, behind: sum) }
                    try take(next.bytes, written)
                    written += UInt64(next.bytes.count)
                    if asked < result.bytes { ask() }
                }
            }
        }
        guard sum == result.crc32 else {
            throw BusError.malformed(operation: place, problem: "the whole came damaged: its checksum differs")
        }
    }

    /// Downloads a result to a file, which gets its name once it is whole.
    ///
    /// What an earlier, broken download left in `<path>.part` is used.
    ///
    /// - Parameter progress: gets the bytes that are there so far.
    public func download(
        _ result: JobResult, of id: String, project: String, to path: String,
        progress: @Sendable (UInt64) -> Void = { _ in }
    ) async throws {
        let part = "\(path).part"
        let descriptor = open(part, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw ResultError("\(part): cannot be written: \(ResultError.systemReason)") }
        defer { close(descriptor) }
        var (there, sum) = try await BlockingThreads.run { () throws(ResultError) in
            try ResultFileHandle(reading: part).checksum()
        }
        if there > result.bytes { (there, sum) = (0, 0) }
        do {
            try await read(result, of: id, project: project, from: there, before: sum) { piece, position in
                try Self.write(piece, at: position, to: descriptor, part)
                progress(position + UInt64(piece.count))
            }
        } catch BusError.malformed(let operation, let problem) {
            // What is there is not to be built upon.
            unlink(part)
            throw BusError.malformed(operation: operation, problem: problem)
        }
        guard ftruncate(descriptor, off_t(result.bytes)) == 0, Glibc.rename(part, path) == 0 else {
            throw ResultError("\(path): cannot be written: \(ResultError.systemReason)")
        }
    }

    private func piece(
        _ result: JobResult, of id: String, _ project: String, at offset: UInt64, _ place: String
    ) async throws -> ResultPiece {
        let question = ResultRequest(
            jobID: id, name: result.name, offset: offset, length: UInt32(ResultDesk.pieceLimitBytes))
        let piece = try await patiently {
            try await connection.call(
                Subject.rpc("results", "read", project, user), question, as: ResultPiece.self, timeoutSeconds: 20)
        }
        let wanted = min(UInt64(ResultDesk.pieceLimitBytes), result.bytes - offset)
        guard piece.offset == offset, UInt64(piece.bytes.count) == wanted, Checksum.crc32(piece.bytes) == piece.crc32
        else {
            throw BusError.malformed(
                operation: place, problem: "the piece at byte \(offset) came damaged: its checksum or length differs")
        }
        guard piece.totalBytes == result.bytes, piece.totalCRC32 == result.crc32 else {
            throw BusError.malformed(operation: place, problem: "was made anew meanwhile; ask for the job again")
        }
        return piece
    }

    private static func write(_ bytes: [UInt8], at offset: UInt64, to descriptor: Int32, _ path: String) throws {
        try bytes.withUnsafeBytes { buffer in
            var done = 0
            while done < buffer.count, let start = buffer.baseAddress {
                let count = pwrite(descriptor, start + done, buffer.count - done, off_t(offset) + off_t(done))
                if count < 0 && errno == EINTR { continue }
                guard count > 0 else { throw ResultError("\(path): cannot be written: \(ResultError.systemReason)") }
                done += count
            }
        }
    }
}
