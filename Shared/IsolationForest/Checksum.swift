/// CRC-32 as in zlib and PNG: polynomial 0xEDB88320, reflected.
///
/// It catches every single damaged byte.
enum Checksum {
    private static let table: [UInt32] = (0..<256).map { byte in
        (0..<8).reduce(UInt32(byte)) { remainder, _ in
            remainder & 1 == 1 ? (remainder >> 1) ^ 0xEDB8_8320 : remainder >> 1
        }
    }

    /// The checksum of some bytes.
    static func crc32(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        var remainder: UInt32 = 0xFFFF_FFFF
        for byte in bytes { remainder = (remainder >> 8) ^ table[Int((remainder ^ UInt32(byte)) & 0xFF)] }
        return ~remainder
    }
}
