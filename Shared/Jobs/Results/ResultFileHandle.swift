import Glibc
import Messages

/// An open file or folder, closed with its last owner.
final class ResultFileHandle: Sendable {
    let path: String
    let descriptor: Int32

    private static let blockBytes = 1 << 20

    init(reading path: String) throws(ResultError) {
        self.path = path
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw ResultError("\(path): cannot be read: \(ResultError.systemReason)") }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// Up to so many bytes from a position on; fewer at the end of the file only.
    func read(_ count: Int, at offset: UInt64) throws(ResultError) -> [UInt8] {
        var failed = false
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            filled = 0
            while filled < count, let start = buffer.baseAddress {
                let read = pread(descriptor, start + filled, count - filled, off_t(offset) + off_t(filled))
                if read < 0 && errno == EINTR { continue }
                failed = read < 0
                if read <= 0 { break }
                filled += read
            }
        }
        if failed { throw ResultError("\(path): cannot be read: \(ResultError.systemReason)") }
        return bytes
    }

    /// Length, bytes, and CRC-32 of the whole file.
    func checksum() throws(ResultError) -> (bytes: UInt64, crc32: UInt32) {
        var (length, sum): (UInt64, UInt32) = (0, 0)
        while true {
            let block = try read(Self.blockBytes, at: length)
            if block.isEmpty { return (length, sum) }
            sum = block.withUnsafeBytes { Checksum.crc32($0, behind: sum) }
            length += UInt64(block.count)
        }
    }
}
