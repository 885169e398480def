import CBzip2

/// Writes bzip2.
final class Bzip2Compressor: ByteCompressor {
    private let file: String
    private var stream = bz_stream()
    private var output = [CChar](repeating: 0, count: 1 << 16)

    init(file: String) throws {
        self.file = file
        guard BZ2_bzCompressInit(&stream, 9, 0, 0) == BZ_OK else {
            throw TableError(.file, file: file, "cannot compress: no memory for bzip2")
        }
    }

    deinit { BZ2_bzCompressEnd(&stream) }

    func compress(_ bytes: UnsafeRawBufferPointer, _ emit: Emit) throws {
        guard let base = bytes.bindMemory(to: CChar.self).baseAddress else { return }
        var done = 0
        while done < bytes.count {
            let piece = min(bytes.count - done, 1 << 30)
            stream.next_in = UnsafeMutablePointer(mutating: base + done)
            stream.avail_in = UInt32(piece)
            while stream.avail_in > 0 { try step(BZ_RUN, emit) }
            done += piece
        }
    }

    func finish(_ emit: Emit) throws {
        stream.avail_in = 0
        while try step(BZ_FINISH, emit) != BZ_STREAM_END {}
    }

    @discardableResult
    private func step(_ action: Int32, _ emit: Emit) throws -> Int32 {
        var code = BZ_OK
        let made = output.withUnsafeMutableBufferPointer { room in
            stream.next_out = room.baseAddress
            stream.avail_out = UInt32(room.count)
            code = BZ2_bzCompress(&stream, action)
            return room.count - Int(stream.avail_out)
        }
        guard code >= 0 else { throw TableError(.file, file: file, "cannot compress: bzip2's error \(code)") }
        try output.withUnsafeBytes { try emit(UnsafeRawBufferPointer(rebasing: $0[..<made])) }
        return code
    }

    /// A bzip2 file's first bytes are compressed like all others; `ByteOutput.canReplacePrefix` says so.
    func storePrefix(_ bytes: [UInt8], _ emit: Emit) throws -> Int64 {
        try bytes.withUnsafeBytes { try compress($0, emit) }
        return 0
    }

    func replacePrefix(_ bytes: [UInt8]) -> [(Int64, ArraySlice<UInt8>)] { [] }
}
