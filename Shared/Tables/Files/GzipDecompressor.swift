import CZlib

/// Reads gzip, also several members one behind the other.
final class GzipDecompressor: ByteDecompressor {
    private let file: String
    private var stream = z_stream()
    private let input: UnsafeMutableRawBufferPointer
    private var isBetweenMembers = false

    init(file: String, firstBytes: [UInt8]) throws {
        self.file = file
        input = .allocate(byteCount: max(1 << 16, firstBytes.count), alignment: 16)
        input.copyBytes(from: firstBytes)
        let code = inflateInit2_(&stream, MAX_WBITS + 16, zlibVersion(), Int32(MemoryLayout<z_stream>.size))
        guard code == Z_OK else { throw TableError(.file, file: file, "cannot uncompress: zlib's error \(code)") }
        stream.next_in = input.bindMemory(to: UInt8.self).baseAddress
        stream.avail_in = uInt(firstBytes.count)
    }

    deinit {
        inflateEnd(&stream)
        input.deallocate()
    }

    func read(
        into room: UnsafeMutableRawBufferPointer, from file: (UnsafeMutableRawBufferPointer) throws -> Int
    ) throws -> Int {
        let size = min(room.count, 1 << 30)
        stream.next_out = room.bindMemory(to: UInt8.self).baseAddress
        stream.avail_out = uInt(size)
        while stream.avail_out == uInt(size) {
            if stream.avail_in == 0 {
                let count = try file(input)
                stream.next_in = input.bindMemory(to: UInt8.self).baseAddress
                stream.avail_in = uInt(count)
                if count == 0 {
                    guard isBetweenMembers else { throw malformed("ends in the middle of its gzip data") }
                    return 0
                }
            }
            if isBetweenMembers {
                // Some writers fill the file up with zero bytes.
                if stream.next_in.pointee == 0 {
                    stream.next_in += 1
                    stream.avail_in -= 1
                    continue
                }
                inflateReset(&stream)
                isBetweenMembers = false
            }
            switch inflate(&stream, Z_NO_FLUSH) {
            case Z_STREAM_END: isBetweenMembers = true
            case Z_OK, Z_BUF_ERROR: break
            default: throw malformed("is damaged: its gzip data cannot be read")
            }
        }
        return size - Int(stream.avail_out)
    }

    private func malformed(_ problem: String) -> TableError { TableError(.malformed, file: file, problem) }
}
