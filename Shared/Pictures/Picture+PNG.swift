import CZlib

extension Picture {
    /// The picture as a PNG file: eight bits a colour, or eight bits of grey where nothing is coloured.
    ///
    /// Drawings, most of whose pixels are as those above them, are written as differences between rows and compressed
    /// well. In pictures of the sky the noise repeats nothing: they are written as they are and only coded, which is
    /// several times as fast and smaller as well.
    ///
    /// - Throws: `PNGError` when zlib refuses, for want of memory.
    public func png() throws(PNGError) -> [UInt8] {
        var file: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
        let isGrey = self.isGrey
        let (grey, trueColour): (UInt8, UInt8) = (0, 2)
        var header = Self.bigEndian(UInt32(width)) + Self.bigEndian(UInt32(height))
        header += [8, isGrey ? grey : trueColour, 0, 0, 0] as [UInt8]
        Self.append("IHDR", header, to: &file)
        let content = isGrey ? stride(from: 0, to: pixels.count, by: 3).map { pixels[$0] } : pixels
        let (rows, isDrawing) = Self.filteredRows(content, rowBytes: content.count / height)
        Self.append("IDAT", try Self.compressed(rows, asDrawing: isDrawing), to: &file)
        Self.append("IEND", [], to: &file)
        return file
    }

    private var isGrey: Bool {
        pixels.withUnsafeBufferPointer { bytes in
            for first in stride(from: 0, to: bytes.count, by: 3) {
                let red = bytes[first]
                if red != bytes[first + 1] || red != bytes[first + 2] { return false }
            }
            return true
        }
    }

    /// The rows as PNG wants them, each behind the number of its filter, and whether they look drawn.
    private static func filteredRows(_ content: [UInt8], rowBytes: Int) -> (rows: [UInt8], isDrawing: Bool) {
        let height = content.count / rowBytes
        let repeated = content.withUnsafeBufferPointer { bytes in
            (rowBytes..<max(rowBytes, bytes.count)).count { bytes[$0] == bytes[$0 - rowBytes] }
        }
        let isDrawing = 2 * repeated >= content.count - rowBytes
        let (none, up): (UInt8, UInt8) = (0, 2)
        let total = height * (rowBytes + 1)
        let rows = [UInt8](unsafeUninitializedCapacity: total) { output, count in
            for row in 0..<height {
                let (from, to) = (row * rowBytes, row * (rowBytes + 1))
                output[to] = isDrawing ? up : none
                for index in 0..<rowBytes {
                    let above = isDrawing && row > 0 ? content[from + index - rowBytes] : 0
                    output[to + 1 + index] = content[from + index] &- above
                }
            }
            count = total
        }
        return (rows, isDrawing)
    }

    /// Adds a chunk: its length, kind, content and checksum.
    private static func append(_ kind: String, _ content: [UInt8], to file: inout [UInt8]) {
        let checked = Array(kind.utf8) + content
        file += bigEndian(UInt32(content.count))
        file += checked
        file += bigEndian(UInt32(crc32(0, checked, UInt32(checked.count))))
    }

    private static func bigEndian(_ number: UInt32) -> [UInt8] {
        stride(from: 24, through: 0, by: -8).map { UInt8(truncatingIfNeeded: number >> UInt32($0)) }
    }

    private static func compressed(_ bytes: [UInt8], asDrawing: Bool) throws(PNGError) -> [UInt8] {
        var stream = z_stream()
        let (level, strategy) = asDrawing ? (Z_DEFAULT_COMPRESSION, Z_DEFAULT_STRATEGY) : (Z_BEST_SPEED, Z_RLE)
        let (windowBits, memoryLevel): (Int32, Int32) = (15, 9)
        var code = deflateInit2_(
            &stream, level, Z_DEFLATED, windowBits, memoryLevel, strategy, ZLIB_VERSION,
            Int32(MemoryLayout<z_stream>.size))
        guard code == Z_OK else { throw PNGError(code: code) }
        defer { deflateEnd(&stream) }
        let bound = deflateBound(&stream, UInt(bytes.count))
        guard let input = UInt32(exactly: bytes.count), let room = UInt32(exactly: bound) else {
            throw PNGError(code: Z_BUF_ERROR)
        }
        let packed = [UInt8](unsafeUninitializedCapacity: Int(bound)) { output, count in
            bytes.withUnsafeBufferPointer { source in
                stream.next_in = UnsafeMutablePointer(mutating: source.baseAddress)
                stream.avail_in = input
                stream.next_out = output.baseAddress
                stream.avail_out = room
                code = deflate(&stream, Z_FINISH)
            }
            count = code == Z_STREAM_END ? Int(stream.total_out) : 0
        }
        guard code == Z_STREAM_END else { throw PNGError(code: code) }
        return packed
    }
}

/// zlib could not compress a picture.
public struct PNGError: Error, Sendable, CustomStringConvertible {
    let code: Int32

    /// One line for people.
    public var description: String { "PNG: zlib ended with code \(code), expected \(Z_STREAM_END)" }
}
