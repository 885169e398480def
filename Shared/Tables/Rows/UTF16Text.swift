/// UTF-8 as UTF-16 in big-endian order, VOTable's `unicodeChar`; most texts are ASCII and go quickly.
enum UTF16Text {
    /// Number of 16-bit units.
    @inline(__always)
    static func count(_ utf8: UnsafeRawBufferPointer) -> Int {
        isASCII(utf8) ? utf8.count : String(decoding: utf8, as: UTF8.self).utf16.count
    }

    /// Writes the units; their number.
    @inline(__always)
    static func write(_ utf8: UnsafeRawBufferPointer, to out: UnsafeMutableRawPointer) -> Int {
        guard isASCII(utf8) else {
            var count = 0
            for unit in String(decoding: utf8, as: UTF8.self).utf16 {
                out.storeBytes(of: unit.bigEndian, toByteOffset: 2 * count, as: UInt16.self)
                count += 1
            }
            return count
        }
        for index in 0..<utf8.count {
            out.storeBytes(of: UInt16(utf8[index]).bigEndian, toByteOffset: 2 * index, as: UInt16.self)
        }
        return utf8.count
    }

    @inline(__always)
    private static func isASCII(_ utf8: UnsafeRawBufferPointer) -> Bool {
        var bits: UInt8 = 0
        for byte in utf8 { bits |= byte }
        return bits < 0x80
    }
}
