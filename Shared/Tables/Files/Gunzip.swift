/// Gzip in memory.
public enum Gunzip {
    /// Whether bytes begin as gzip does.
    public static func isGzip(_ bytes: [UInt8]) -> Bool { bytes.starts(with: [0x1f, 0x8b]) }

    /// Uncompresses bytes, all members of them.
    ///
    /// - Parameters:
    ///   - name: what the error calls them.
    ///   - limit: the most bytes that may come of them.
    /// - Throws: `TableError` where they are damaged, end too early, or grow beyond the limit.
    public static func bytes(_ packed: [UInt8], name: String, limit: Int) throws -> [UInt8] {
        let decompressor = try GzipDecompressor(file: name, firstBytes: packed)
        var room = [UInt8](repeating: 0, count: min(limit + 1, max(4 * packed.count, 1 << 16)))
        var count = 0
        while true {
            let got = try room.withUnsafeMutableBytes { room in
                try decompressor.read(into: UnsafeMutableRawBufferPointer(rebasing: room[count...])) { _ in 0 }
            }
            count += got
            guard count <= limit else {
                throw TableError(.malformed, file: name, "unpacks to more than \(limit) bytes")
            }
            if got == 0 { return Array(room[..<count]) }
            if count == room.count { room += [UInt8](repeating: 0, count: min(limit + 1 - count, count)) }
        }
    }
}
