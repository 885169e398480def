import CZlib

/// A reusable gzip compressor; one for each thread.
///
/// The fastest level: pixels are mostly noise, and more effort saves nothing.
final class Gzip {
    private var stream = z_stream()

    /// - Throws: `GzipError` when zlib cannot start, for want of memory.
    init() throws(GzipError) {
        let gzipWindow: Int32 = 15 + 16
        let code = deflateInit2_(
            &stream, 1, Z_DEFLATED, gzipWindow, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        guard code == Z_OK else { throw GzipError(code: code) }
    }

    deinit { deflateEnd(&stream) }

    /// Compresses bytes into one gzip member; the same bytes always give the same member with one version of zlib.
    func compress(_ bytes: [UInt8]) throws(GzipError) -> [UInt8] {
        deflateReset(&stream)
        let room = Int(deflateBound(&stream, UInt(bytes.count)))
        var code = Z_OK
        let packed = [UInt8](unsafeUninitializedCapacity: room) { output, count in
            bytes.withUnsafeBufferPointer { input in
                // zlib reads through this pointer only, though its type does not say so.
                stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
                stream.avail_in = UInt32(input.count)
                stream.next_out = output.baseAddress
                stream.avail_out = UInt32(output.count)
                code = deflate(&stream, Z_FINISH)
            }
            count = room - Int(stream.avail_out)
        }
        guard code == Z_STREAM_END else { throw GzipError(code: code) }
        return packed
    }
}

/// zlib refused.
struct GzipError: Error, CustomStringConvertible {
    let code: Int32
    var description: String { "gzip: zlib ended with code \(code), expected the end of the stream" }
}
