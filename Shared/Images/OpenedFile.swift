import Glibc

/// A file that is open for reading, which notices when it is changed.
///
/// It is read by position, never mapped: a mapped file that somebody truncates ends the process.
final class OpenedFile: Sendable {
    let path: String
    let identity: FileIdentity
    /// Number under which the file is open, and the one under which its content is: that of a gzipped file is unpacked.
    private let descriptor: Int32
    let content: Int32
    /// Bytes of the content.
    let size: Int

    init(_ path: String) throws(ImageError) {
        guard !path.isEmpty, !path.utf8.contains(0) else {
            throw .cannotOpen(path: path, reason: "this is not a path")
        }
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard descriptor >= 0 else { throw .cannotOpen(path: path, reason: String(cString: strerror(errno))) }
        var facts = stat()
        guard fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else {
            Glibc.close(descriptor)
            throw .cannotOpen(path: path, reason: "it is not a regular file")
        }
        let identity = FileIdentity(facts)
        var magic: [UInt8] = [0, 0]
        guard pread(descriptor, &magic, 2, 0) == 2, magic == [0x1f, 0x8b] else {
            (self.path, self.descriptor, self.identity) = (path, descriptor, identity)
            (content, size) = (descriptor, Int(identity.size))
            return
        }
        do throws(ImageError) {
            (content, size) = try Unpacking.unpacked(descriptor, path: path)
        } catch {
            Glibc.close(descriptor)
            throw error
        }
        (self.path, self.descriptor, self.identity) = (path, descriptor, identity)
    }

    deinit {
        if content != descriptor { Glibc.close(content) }
        Glibc.close(descriptor)
    }

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
            let count = pread(content, base + done, buffer.count - done, off_t(offset + done))
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
