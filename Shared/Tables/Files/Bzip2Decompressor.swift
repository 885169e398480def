import CBzip2

/// Reads bzip2, also several streams one behind the other.
final class Bzip2Decompressor: ByteDecompressor {
    private let file: String
    private var stream = bz_stream()
    private let input: UnsafeMutableRawBufferPointer
    private var isOpen = false

    init(file: String, firstBytes: [UInt8]) throws {
        self.file = file
        input = .allocate(byteCount: max(1 << 16, firstBytes.count), alignment: 16)
        input.copyBytes(from: firstBytes)
        stream.next_in = input.bindMemory(to: CChar.self).baseAddress
        stream.avail_in = UInt32(firstBytes.count)
    }

    deinit {
        if isOpen { BZ2_bzDecompressEnd(&stream) }
        input.deallocate()
    }

    func read(
        into room: UnsafeMutableRawBufferPointer, from file: (UnsafeMutableRawBufferPointer) throws -> Int
    ) throws -> Int {
        let size = min(room.count, 1 << 30)
        stream.next_out = room.bindMemory(to: CChar.self).baseAddress
        stream.avail_out = UInt32(size)
        while stream.avail_out == UInt32(size) {
            if stream.avail_in == 0 {
                let count = try file(input)
                stream.next_in = input.bindMemory(to: CChar.self).baseAddress
                stream.avail_in = UInt32(count)
                if count == 0 {
                    guard !isOpen else { throw malformed("ends in the middle of its bzip2 data") }
                    return 0
                }
            }
            if !isOpen {
                guard BZ2_bzDecompressInit(&stream, 0, 0) == BZ_OK else { throw malformed("no memory for bzip2") }
                isOpen = true
            }
            switch BZ2_bzDecompress(&stream) {
            case BZ_STREAM_END:
                BZ2_bzDecompressEnd(&stream)
                isOpen = false
            case BZ_OK: break
            default: throw malformed("is damaged: its bzip2 data cannot be read")
            }
        }
        return size - Int(stream.avail_out)
    }

    private func malformed(_ problem: String) -> TableError { TableError(.malformed, file: file, problem) }
}
