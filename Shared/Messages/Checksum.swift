import CZlib

/// CRC-32 as in IEEE 802.3, zlib and gzip.
public enum Checksum {
    /// The CRC-32 of bytes.
    public static func crc32(_ bytes: [UInt8]) -> UInt32 {
        bytes.withUnsafeBytes { crc32($0) }
    }

    /// The CRC-32 of bytes, or, given the CRC-32 of what stands before them, of both.
    public static func crc32(_ bytes: UnsafeRawBufferPointer, behind before: UInt32 = 0) -> UInt32 {
        let start = bytes.bindMemory(to: UInt8.self).baseAddress
        return UInt32(truncatingIfNeeded: crc32_z(UInt(before), start, bytes.count))
    }
}
