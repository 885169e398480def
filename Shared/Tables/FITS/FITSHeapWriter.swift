import Glibc

/// Texts that stand behind the rows of a FITS table; until the rows are written they wait in a temporary file.
final class FITSHeapWriter {
    private let path: String
    private let descriptor: Int32
    private var buffer: [UInt8] = []
    /// Bytes so far.
    private(set) var count: Int64 = 0

    init(path: String) throws {
        self.path = path
        descriptor = try TemporaryFile.open(beside: path)
    }

    deinit { close(descriptor) }

    func append(_ text: UnsafeRawBufferPointer) throws {
        buffer.append(contentsOf: text)
        count += Int64(text.count)
        if buffer.count >= 1 << 18 { try flush() }
    }

    private func flush() throws {
        var done = 0
        while done < buffer.count {
            let step = buffer.withUnsafeBytes { write(descriptor, $0.baseAddress.map { $0 + done }, $0.count - done) }
            guard step > 0 else { throw TableError.system("write a temporary file for", file: path, code: errno) }
            done += step
        }
        buffer.removeAll(keepingCapacity: true)
    }

    /// Writes all of it.
    func copy(to output: ByteOutput) throws {
        try flush()
        lseek(descriptor, 0, SEEK_SET)
        var part = [UInt8](repeating: 0, count: 1 << 18)
        var left = count
        while left > 0 {
            let step = part.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
            guard step > 0 else { throw TableError.system("read a temporary file for", file: path, code: errno) }
            try part.withUnsafeBytes { try output.write(UnsafeRawBufferPointer(rebasing: $0[..<step])) }
            left -= Int64(step)
        }
    }
}
