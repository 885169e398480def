import Glibc

/// Bytes on their way into a file, compressed if asked for.
///
/// A regular file is written beside its place (".part") and moved there by `finish()`, so that no incomplete file has
/// the name of a complete one. "/dev/stdout", pipes and devices are written directly.
final class ByteOutput {
    /// The file's name, for errors.
    let path: String
    private let partPath: String?
    private var descriptor: Int32
    private var buffer: UnsafeMutablePointer<UInt8>
    private var capacity = 1 << 18
    private var used = 0
    private var compressor: (any ByteCompressor)?
    private var prefixLength = 0
    private var prefixOffset: Int64 = 0
    private var emitted: Int64 = 0

    /// Opens a file for writing; beside its place under the name `part`, which is the file's with ".part" if not given.
    init(path: String, compression: Compression, part: String? = nil) throws {
        self.path = path
        if path == "/dev/stdout" {
            partPath = nil
            descriptor = dup(1)
        } else if Self.isPlain(path) {
            let part = part ?? path + ".part"
            partPath = part
            descriptor = open(part, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
        } else {
            partPath = nil
            descriptor = open(path, O_WRONLY | O_CLOEXEC)
        }
        guard descriptor >= 0 else { throw TableError.system("write", file: path, code: errno) }
        buffer = .allocate(capacity: capacity)
        switch compression {
        case .none: break
        case .gzip: compressor = try GzipCompressor(file: path)
        case .bzip2: compressor = try Bzip2Compressor(file: path)
        }
    }

    deinit {
        buffer.deallocate()
        if descriptor >= 0 {
            close(descriptor)
            if let partPath { unlink(partPath) }
        }
    }

    /// Whether a file is, or will be, a regular one, so that what was written can be changed.
    static func isPlain(_ path: String) -> Bool {
        if path == "/dev/stdout" { return false }
        var status = stat()
        return stat(path, &status) != 0 || status.st_mode & S_IFMT == S_IFREG
    }

    /// Whether the prefix can be replaced.
    static func canReplacePrefix(path: String, compression: Compression) -> Bool {
        compression != .bzip2 && isPlain(path)
    }

    /// Bytes in the file so far, with those on their way if nothing compresses them.
    var byteCount: Int64 { emitted + (compressor == nil ? Int64(used) : 0) }

    /// Room for so many bytes; `advance` says how many were used.
    @inline(__always)
    func reserve(_ count: Int) throws -> UnsafeMutablePointer<UInt8> {
        if used + count > capacity { try makeRoom(count) }
        return buffer + used
    }

    /// Takes bytes that were written into reserved room.
    @inline(__always)
    func advance(_ count: Int) { used += count }

    /// Appends bytes.
    func write(_ bytes: UnsafeRawBufferPointer) throws {
        guard let base = bytes.baseAddress else { return }
        let room = try reserve(bytes.count)
        UnsafeMutableRawPointer(room).copyMemory(from: base, byteCount: bytes.count)
        advance(bytes.count)
    }

    /// Appends a text in UTF-8.
    func write(_ text: String) throws {
        var text = text
        try text.withUTF8 { try write(UnsafeRawBufferPointer($0)) }
    }

    private func makeRoom(_ count: Int) throws {
        try flush()
        guard count > capacity else { return }
        buffer.deallocate()
        capacity = count
        buffer = .allocate(capacity: capacity)
    }

    private func flush() throws {
        guard used > 0 else { return }
        let bytes = UnsafeRawBufferPointer(start: buffer, count: used)
        used = 0
        if let compressor {
            try compressor.compress(bytes) { try self.emit($0) }
        } else {
            try emit(bytes)
        }
    }

    private func emit(_ bytes: UnsafeRawBufferPointer) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
            if count < 0 {
                if errno == EINTR { continue }
                throw TableError.system("write", file: path, code: errno)
            }
            rest = rest.dropFirst(count)
            emitted += Int64(count)
        }
    }

    /// Writes the first bytes of the file such that `replacePrefix` can change them.
    func writePrefix(_ bytes: [UInt8]) throws {
        prefixLength = bytes.count
        if let compressor {
            prefixOffset = try compressor.storePrefix(bytes) { try self.emit($0) }
        } else {
            try bytes.withUnsafeBytes { try write($0) }
        }
    }

    /// Changes the first bytes of the file into as many others.
    func replacePrefix(_ bytes: [UInt8]) throws {
        precondition(bytes.count == prefixLength && partPath != nil)
        try flush()
        var pieces = [(prefixOffset, bytes[...])]
        if let compressor { pieces = compressor.replacePrefix(bytes) }
        for (offset, piece) in pieces {
            let count = piece.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, off_t(offset)) }
            guard count == piece.count else { throw TableError.system("write", file: path, code: errno) }
        }
    }

    /// Writes what is left and moves the file to its place.
    func finish() throws {
        guard descriptor >= 0 else { return }
        try flush()
        if let compressor { try compressor.finish { try self.emit($0) } }
        let closed = close(descriptor)
        descriptor = -1
        guard closed == 0 else { throw TableError.system("write", file: path, code: errno) }
        if let partPath, rename(partPath, path) != 0 {
            throw TableError.system("rename \(partPath)", file: path, code: errno)
        }
    }
}

/// Compresses a stream of bytes.
protocol ByteCompressor: AnyObject {
    typealias Emit = (UnsafeRawBufferPointer) throws -> Void

    func compress(_ bytes: UnsafeRawBufferPointer, _ emit: Emit) throws
    func finish(_ emit: Emit) throws
    /// Stores the first bytes as they are; where in the file they begin.
    func storePrefix(_ bytes: [UInt8], _ emit: Emit) throws -> Int64
    /// Which pieces of the file other first bytes change.
    func replacePrefix(_ bytes: [UInt8]) -> [(Int64, ArraySlice<UInt8>)]
}
