import CZlib

/// Uncompresses gzip data that are in memory.
enum Gunzip {
    /// Why data could not be uncompressed.
    enum Failure: Error {
        case damaged
        case cutShort
        /// More than what was allowed came out.
        case tooLarge
    }

    /// Whether the bytes begin as gzip data do.
    static func isCompressed(_ bytes: [UInt8]) -> Bool { bytes.count > 2 && bytes[0] == 0x1f && bytes[1] == 0x8b }

    /// All members one behind the other, at most so many bytes; what stands behind them is left out.
    ///
    /// Room is taken as the bytes come out, so that small data cannot ask for much.
    static func uncompressed(_ bytes: [UInt8], limit: Int) throws(Failure) -> [UInt8] {
        var stream = z_stream()
        guard inflateInit2_(&stream, MAX_WBITS + 16, zlibVersion(), Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            throw .damaged
        }
        defer { inflateEnd(&stream) }
        var result: [UInt8] = []
        var failure: Failure?
        var isDone = false
        let piece = 1 << 18
        bytes.withUnsafeBufferPointer { input in
            var place = 0
            while !isDone, failure == nil {
                var code = Z_OK
                let old = result.count
                result.append(contentsOf: repeatElement(0, count: piece))
                result.withUnsafeMutableBufferPointer { output in
                    guard let source = input.baseAddress, let target = output.baseAddress else { return }
                    let offered = min(input.count - place, 1 << 30)
                    // zlib's type for input has no const; it does not write there.
                    stream.next_in = UnsafeMutablePointer(mutating: source + place)
                    stream.avail_in = uInt(offered)
                    stream.next_out = target + old
                    stream.avail_out = uInt(piece)
                    code = inflate(&stream, Z_NO_FLUSH)
                    place += offered - Int(stream.avail_in)
                }
                result.removeLast(Int(stream.avail_out))
                switch code {
                case Z_STREAM_END:
                    isDone = !isCompressed(Array(input[place..<min(place + 3, input.count)]))
                    if !isDone { inflateReset(&stream) }
                case Z_OK, Z_BUF_ERROR:
                    if place == input.count, stream.avail_out > 0 { failure = .cutShort }
                default: failure = .damaged
                }
                if result.count > limit { failure = .tooLarge }
            }
        }
        if let failure { throw failure }
        return result
    }
}
