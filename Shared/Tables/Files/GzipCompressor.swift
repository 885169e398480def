import CZlib

/// Writes gzip (RFC 1952), with a prefix that can be changed afterwards.
///
/// The prefix is laid into stored blocks of the deflate stream (RFC 1951, 3.2.4), whose bytes stand in the file as they
/// are; what follows is compressed. The checksum in the trailer is combined from those of the prefix and of the rest.
final class GzipCompressor: ByteCompressor {
    private static let level: Int32 = 5
    private static let storedBlockSize = 65_535
    private static let head: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]

    private let file: String
    private var stream = z_stream()
    private var output = [UInt8](repeating: 0, count: 1 << 16)
    private var headIsWritten = false
    private var prefixLength = 0
    private var prefixChecksum = crc32(0, nil, 0)
    private var checksum = crc32(0, nil, 0)
    private var count = 0

    init(file: String) throws {
        self.file = file
        let size = Int32(MemoryLayout<z_stream>.size)
        let code = deflateInit2_(
            &stream, Self.level, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY, zlibVersion(), size)
        guard code == Z_OK else { throw TableError(.file, file: file, "cannot compress: zlib's error \(code)") }
    }

    deinit { deflateEnd(&stream) }

    private func writeHead(_ emit: Emit) throws {
        guard !headIsWritten else { return }
        headIsWritten = true
        try Self.head.withUnsafeBytes(emit)
    }

    func storePrefix(_ bytes: [UInt8], _ emit: Emit) throws -> Int64 {
        try writeHead(emit)
        for piece in Self.blocks(of: bytes) {
            let length = UInt16(piece.count)
            let head: [UInt8] = [
                0, UInt8(length & 255), UInt8(length >> 8), UInt8(~length & 255), UInt8(~length >> 8),
            ]
            try (head + piece).withUnsafeBytes(emit)
        }
        prefixLength = bytes.count
        prefixChecksum = Self.checksum(of: bytes)
        return Int64(Self.head.count + 5)
    }

    func replacePrefix(_ bytes: [UInt8]) -> [(Int64, ArraySlice<UInt8>)] {
        prefixChecksum = Self.checksum(of: bytes)
        return Self.blocks(of: bytes).enumerated().map { number, piece in
            (Int64(Self.head.count + 5 + number * (Self.storedBlockSize + 5)), piece)
        }
    }

    private static func blocks(of bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        stride(from: 0, to: bytes.count, by: storedBlockSize).map { bytes[$0..<min($0 + storedBlockSize, bytes.count)] }
    }

    private static func checksum(of bytes: [UInt8]) -> uLong { crc32_z(crc32(0, nil, 0), bytes, bytes.count) }

    func compress(_ bytes: UnsafeRawBufferPointer, _ emit: Emit) throws {
        try writeHead(emit)
        guard let base = bytes.bindMemory(to: UInt8.self).baseAddress else { return }
        checksum = crc32_z(checksum, base, bytes.count)
        count += bytes.count
        var done = 0
        while done < bytes.count {
            // zlib takes 32-bit lengths.
            let piece = min(bytes.count - done, 1 << 30)
            stream.next_in = UnsafeMutablePointer(mutating: base + done)
            stream.avail_in = uInt(piece)
            try deflate(Z_NO_FLUSH, emit)
            done += piece
        }
    }

    private func deflate(_ flush: Int32, _ emit: Emit) throws {
        var code = Z_OK
        repeat {
            let made = output.withUnsafeMutableBufferPointer { room in
                stream.next_out = room.baseAddress
                stream.avail_out = uInt(room.count)
                code = CZlib.deflate(&stream, flush)
                return room.count - Int(stream.avail_out)
            }
            guard code != Z_STREAM_ERROR else { throw TableError(.file, file: file, "cannot compress") }
            try output.withUnsafeBytes { try emit(UnsafeRawBufferPointer(rebasing: $0[..<made])) }
        } while stream.avail_out == 0 && code != Z_STREAM_END
    }

    func finish(_ emit: Emit) throws {
        try writeHead(emit)
        stream.avail_in = 0
        try deflate(Z_FINISH, emit)
        let sum = UInt32(truncatingIfNeeded: crc32_combine(prefixChecksum, checksum, count))
        let size = UInt32(truncatingIfNeeded: prefixLength + count)
        try withUnsafeBytes(of: (sum.littleEndian, size.littleEndian), emit)
    }
}
