import CForestKernels

/// CRC-32 as in zlib and PNG: polynomial 0xEDB88320, reflected.
///
/// It catches every single damaged byte.
enum Checksum {
    /// The checksum of some bytes.
    static func crc32(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
        fk_crc32(bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), Int64(bytes.count))
    }
}
