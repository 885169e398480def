import CImageKernels
import CZlib
import Glibc

/// Unpacks files that are gzipped as a whole.
enum Unpacking {
    /// More than a gzipped image has; a small file that unpacks to more is a trap.
    private static let mostBytes = 4 << 30

    /// Unpacks into a file that exists in memory only; returns its number and size.
    static func unpacked(_ descriptor: Int32, path: String) throws(ImageError) -> (descriptor: Int32, size: Int) {
        let target = peryton_memory_file("unpacked image")
        guard target >= 0 else { throw .cannotOpen(path: path, reason: String(cString: strerror(errno))) }
        guard let size = copy(from: descriptor, to: target) else {
            close(target)
            throw .cannotOpen(path: path, reason: "it is gzipped and cannot be unpacked to at most \(mostBytes) bytes")
        }
        return (target, size)
    }

    private static func copy(from descriptor: Int32, to target: Int32) -> Int? {
        let own = dup(descriptor)
        lseek(own, 0, SEEK_SET)
        guard let stream = gzdopen(own, "rb") else {
            close(own)
            return nil
        }
        var buffer = [UInt8](repeating: 0, count: 1 << 18)
        var total = 0
        var isWhole = true
        while true {
            let count = Int(gzread(stream, &buffer, UInt32(buffer.count)))
            if count == 0 { break }
            guard count > 0, total + count <= mostBytes, write(target, buffer, count) == count else {
                isWhole = false
                break
            }
            total += count
        }
        // A file that is cut off is only noticed here.
        return gzclose_r(stream) == Z_OK && isWhole ? total : nil
    }
}
