import Glibc

/// Bytes of a file, uncompressed on the way if they are compressed, in a window that moves through it.
final class ByteInput {
    /// The file's name, for errors.
    let path: String
    let compression: Compression
    private let descriptor: Int32
    private var buffer: UnsafeMutableRawPointer
    private var capacity = 1 << 18
    private var start = 0
    private var end = 0
    private var isAtEnd = false
    private var decompressor: (any ByteDecompressor)?
    /// Where in the uncompressed file the window begins.
    private(set) var position: Int64 = 0
    /// Size of a plain file; nil for compressed ones, pipes and devices.
    let size: Int64?

    /// Opens a file; how it is compressed is seen from its first bytes.
    init(path: String) throws {
        self.path = path
        let descriptor = path == "/dev/stdin" ? dup(0) : open(path, O_RDONLY | O_CLOEXEC)
        self.descriptor = descriptor
        guard descriptor >= 0 else { throw TableError.system("read", file: path, code: errno) }
        buffer = .allocate(byteCount: capacity, alignment: 16)
        var status = stat()
        let isKnown = fstat(descriptor, &status) == 0
        if isKnown && status.st_mode & S_IFMT == S_IFDIR {
            close(descriptor)
            buffer.deallocate()
            throw TableError(.file, file: path, "is a folder, not a file")
        }
        // The first bytes are read before anything can be uncompressed.
        var head = [UInt8](repeating: 0, count: 4096)
        var count = 0
        while count < head.count {
            let step = head.withUnsafeMutableBytes {
                read(descriptor, $0.baseAddress.map { $0 + count }, $0.count - count)
            }
            if step < 0 && errno == EINTR { continue }
            if step <= 0 { break }
            count += step
        }
        head.removeLast(head.count - count)
        compression = Compression(firstBytes: head)
        size = isKnown && status.st_mode & S_IFMT == S_IFREG && compression == .none ? Int64(status.st_size) : nil
        switch compression {
        case .none: buffer.copyMemory(from: head, byteCount: count)
        case .gzip: decompressor = try GzipDecompressor(file: path, firstBytes: head)
        case .bzip2: decompressor = try Bzip2Decompressor(file: path, firstBytes: head)
        }
        end = compression == .none ? count : 0
    }

    deinit {
        close(descriptor)
        buffer.deallocate()
    }

    /// What is in the window.
    var available: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: buffer + start, count: end - start) }

    /// Where the window begins.
    var base: UnsafeRawPointer { UnsafeRawPointer(buffer + start) }

    /// Whether nothing comes behind the window.
    var isComplete: Bool { isAtEnd }

    /// Moves the window's beginning.
    func consume(_ count: Int) {
        start += count
        position += Int64(count)
    }

    /// Makes the window at least so large; false where the file ends before.
    func fill(atLeast count: Int) throws -> Bool {
        if end - start >= count { return true }
        if capacity - start < count {
            if count > capacity {
                // Doubled, so that a window that grows step by step is copied few times.
                capacity = max(count, 2 * capacity)
                let larger = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 16)
                larger.copyMemory(from: buffer + start, byteCount: end - start)
                buffer.deallocate()
                buffer = larger
            } else {
                memmove(buffer, buffer + start, end - start)
            }
            end -= start
            start = 0
        }
        while end - start < count && !isAtEnd {
            let room = UnsafeMutableRawBufferPointer(start: buffer + end, count: capacity - end)
            let step = try decompressor?.read(into: room, from: readFile) ?? readFile(room)
            if step == 0 { isAtEnd = true }
            end += step
        }
        return end - start >= count
    }

    /// Makes the window larger than it is; false where the file has no more.
    func fillMore() throws -> Bool {
        let before = end - start
        return try fill(atLeast: before + max(1, min(before, 1 << 26))) || end - start > before
    }

    /// Passes over bytes; false where the file ends before.
    func skip(_ count: Int64) throws -> Bool {
        var left = count
        while left > 0 {
            guard try fill(atLeast: 1) else { return false }
            let step = Int(min(left, Int64(end - start)))
            consume(step)
            left -= Int64(step)
        }
        return true
    }

    private func readFile(_ room: UnsafeMutableRawBufferPointer) throws -> Int {
        while true {
            let count = read(descriptor, room.baseAddress, room.count)
            if count >= 0 { return count }
            guard errno == EINTR else { throw TableError.system("read", file: path, code: errno) }
        }
    }
}

/// Uncompresses a stream of bytes.
protocol ByteDecompressor: AnyObject {
    /// Fills the room, with what a function reads from the file; 0 at the end only.
    func read(
        into room: UnsafeMutableRawBufferPointer, from file: (UnsafeMutableRawBufferPointer) throws -> Int
    ) throws -> Int
}
