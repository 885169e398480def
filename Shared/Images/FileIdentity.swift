import Glibc

/// What tells one state of a file from another.
public struct FileIdentity: Sendable, Equatable, Hashable {
    /// Number of the device.
    public let device: UInt64
    /// Number of the file on the device.
    public let inode: UInt64
    /// Bytes.
    public let size: Int64
    /// Time of the last change of the content, nanoseconds since 1970.
    public let modified: Int64

    init(_ facts: stat) {
        device = UInt64(facts.st_dev)
        inode = UInt64(facts.st_ino)
        size = Int64(facts.st_size)
        modified = Int64(facts.st_mtim.tv_sec) * 1_000_000_000 + Int64(facts.st_mtim.tv_nsec)
    }

    /// What the path leads to now; nil where it leads nowhere.
    public init?(path: String) {
        var facts = stat()
        guard stat(path, &facts) == 0 else { return nil }
        self.init(facts)
    }
}

/// A file that is open for reading, which notices when it is changed.
///
/// It is read by position, never mapped: a mapped file that somebody truncates ends the process.
final class OpenedFile: Sendable {
    let path: String
    let descriptor: Int32
    let identity: FileIdentity

    init(_ path: String) throws(ImageError) {
        guard !path.isEmpty, !path.utf8.contains(0) else {
            throw .cannotOpen(path: path, reason: "this is not a path")
        }
        descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard descriptor >= 0 else { throw .cannotOpen(path: path, reason: String(cString: strerror(errno))) }
        self.path = path
        var facts = stat()
        let known = fstat(descriptor, &facts) == 0
        identity = FileIdentity(facts)
        guard known, facts.st_mode & S_IFMT == S_IFREG else {
            throw .cannotOpen(path: path, reason: "it is not a regular file")
        }
    }

    deinit { Glibc.close(descriptor) }

    /// Fills the buffer with the bytes at an offset; what is missing is an error that says what happened.
    func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws(ImageError) {
        let found = try readUpTo(at: offset, into: buffer)
        if found < buffer.count { throw missing(buffer.count - found, at: offset + found) }
    }

    /// Reads until the buffer is full or the file ends; returns how many bytes there were.
    func readUpTo(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws(ImageError) -> Int {
        guard let base = buffer.baseAddress else { return 0 }
        var done = 0
        while done < buffer.count {
            let count = pread(descriptor, base + done, buffer.count - done, off_t(offset + done))
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .cannotOpen(path: path, reason: String(cString: strerror(errno))) }
            if count == 0 { break }
            done += count
        }
        return done
    }

    /// The bytes of a range.
    func bytes(at offset: Int, count: Int) throws(ImageError) -> [UInt8] {
        var buffer: [UInt8] = []
        try bytes(at: offset, count: count, into: &buffer)
        return buffer
    }

    /// Reads a range into memory that is kept, which grows as needed; behind it there are `padding` zeros.
    func bytes(at offset: Int, count: Int, into buffer: inout [UInt8], padding: Int = 0) throws(ImageError) {
        if buffer.count < count + padding { buffer = [UInt8](repeating: 0, count: count + padding) }
        let result = buffer.withUnsafeMutableBytes { bytes in
            UnsafeMutableRawBufferPointer(rebasing: bytes[count..<count + padding]).initializeMemory(
                as: UInt8.self, repeating: 0)
            let target = UnsafeMutableRawBufferPointer(rebasing: bytes[..<count])
            return Result { () throws(ImageError) in try read(at: offset, into: target) }
        }
        try result.get()
    }

    /// What happened to the file since it was opened; nil: nothing.
    func change() -> ImageChange? {
        var facts = stat()
        guard fstat(descriptor, &facts) == 0 else { return .removed }
        let now = FileIdentity(facts)
        if now.size < identity.size { return .truncated }
        guard let there = FileIdentity(path: path) else { return .removed }
        if there.inode != identity.inode || there.device != identity.device { return .replaced }
        return now == identity ? nil : .modified
    }

    /// Throws what happened to the file since it was opened, if anything did.
    func check() throws(ImageError) {
        if let how = change() { throw .changed(path: path, how: how) }
    }

    private func missing(_ count: Int, at offset: Int) -> ImageError {
        if let how = change() { return .changed(path: path, how: how) }
        return .cannotOpen(
            path: path, reason: "it ends at byte \(offset), \(count) bytes before what its headers announce")
    }
}
