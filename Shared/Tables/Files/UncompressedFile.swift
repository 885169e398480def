import Glibc

/// A file that must be read to and fro, uncompressed into a temporary one where it is compressed.
final class UncompressedFile {
    /// Where to read it, while it is open.
    let path: String
    private let temporary: String?

    init(path: String) throws {
        let input = try ByteInput(path: path)
        guard input.compression != .none else {
            self.path = path
            temporary = nil
            return
        }
        var name = Array("/tmp/.peryton-plain-XXXXXX".utf8CString)
        let descriptor = mkstemp(&name)
        guard descriptor >= 0 else { throw TableError.system("uncompress", file: path, code: errno) }
        close(descriptor)
        let made = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        self.path = made
        temporary = made
        let output = try ByteOutput(path: made, compression: .none)
        while try input.fill(atLeast: 1) {
            try output.write(input.available)
            input.consume(input.available.count)
        }
        try output.finish()
    }

    /// Who has it open by then goes on reading; its room is free when that is closed.
    deinit { if let temporary { unlink(temporary) } }
}
