import CZlib

extension Picture {
    /// The picture as a PNG file: eight bits a colour, without transparency.
    ///
    /// - Throws: `PNGError` when zlib refuses, for want of memory.
    public func png() throws(PNGError) -> [UInt8] {
        var file: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
        let trueColour: UInt8 = 2
        Self.append(
            "IHDR", Self.bigEndian(UInt32(width)) + Self.bigEndian(UInt32(height)) + [8, trueColour, 0, 0, 0], to: &file
        )
        Self.append("IDAT", try Self.compressed(filteredRows()), to: &file)
        Self.append("IEND", [], to: &file)
        return file
    }

    /// Each row as the differences from the one above, which are small or zero in drawings.
    private func filteredRows() -> [UInt8] {
        let rowBytes = 3 * width
        let up: UInt8 = 2
        var rows: [UInt8] = []
        rows.reserveCapacity(height * (rowBytes + 1))
        for row in 0..<height {
            rows.append(up)
            let start = row * rowBytes
            for index in start..<start + rowBytes {
                rows.append(row == 0 ? pixels[index] : pixels[index] &- pixels[index - rowBytes])
            }
        }
        return rows
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

    private static func compressed(_ bytes: [UInt8]) throws(PNGError) -> [UInt8] {
        var size = compressBound(UInt(bytes.count))
        var code = Z_OK
        let packed = [UInt8](unsafeUninitializedCapacity: Int(size)) { output, count in
            code = compress2(output.baseAddress, &size, bytes, UInt(bytes.count), Z_DEFAULT_COMPRESSION)
            count = code == Z_OK ? Int(size) : 0
        }
        guard code == Z_OK else { throw PNGError(code: code) }
        return packed
    }
}

/// zlib could not compress a picture.
public struct PNGError: Error, Sendable, CustomStringConvertible {
    let code: Int32

    /// One line for people.
    public var description: String { "PNG: zlib ended with code \(code), expected \(Z_OK)" }
}
