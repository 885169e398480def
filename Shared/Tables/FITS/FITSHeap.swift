import Glibc

/// Variable-length arrays behind the rows of a FITS binary table.
final class FITSHeap {
    private let file: String
    private let descriptor: Int32
    private let start: Int64
    private let size: Int64
    /// A compressed file is uncompressed for it.
    private let plain: UncompressedFile

    /// The heap from `start` in the file on.
    init(file: String, start: Int64, size: Int64) throws {
        self.file = file
        self.start = start
        self.size = size
        plain = try UncompressedFile(path: file)
        descriptor = open(plain.path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw TableError.system("read", file: file, code: errno) }
    }

    deinit { close(descriptor) }

    /// Bytes of an element by TFORM's letter; nil for those that are not read.
    private static func elementWidth(_ letter: Character) -> Int? {
        switch letter {
        case "A", "B", "L": 1
        case "I": 2
        case "J", "E": 4
        case "K", "D": 8
        default: nil
        }
    }

    /// An array as text: text as it is, numbers with spaces between them.
    func text(_ descriptor: UnsafeRawPointer, isWide: Bool, of letter: Character, column: String) throws -> [UInt8] {
        let count = isWide ? descriptor.bigEndian(Int64.self) : Int64(descriptor.bigEndian(Int32.self))
        let offset = isWide ? (descriptor + 8).bigEndian(Int64.self) : Int64((descriptor + 4).bigEndian(Int32.self))
        guard let width = Self.elementWidth(letter) else {
            throw TableError(
                .unsupported, file: file, place: "column \(column)",
                "has arrays of FITS type \(letter), which are not read")
        }
        guard count > 0 else { return [] }
        let limit = size / Int64(width)
        guard count <= limit, offset >= 0, offset <= size - count * Int64(width), count <= 1 << 28 else {
            throw TableError(
                .malformed, file: file, place: "column \(column)", "an array of \(count) elements is not in the file")
        }
        var bytes = [UInt8](repeating: 0, count: Int(count) * width)
        let done = bytes.withUnsafeMutableBytes {
            pread(self.descriptor, $0.baseAddress, $0.count, off_t(start + offset))
        }
        guard done == bytes.count else {
            throw TableError(.malformed, file: file, place: "column \(column)", "the file ends in an array")
        }
        return bytes.withUnsafeBytes { bytes in
            if letter == "A" { return Array(FITSRowDecoder.text(bytes)) }
            guard let base = bytes.baseAddress else { return [] }
            return Array((0..<Int(count)).map { Self.word(base + $0 * width, letter) }.joined(separator: " ").utf8)
        }
    }

    private static func word(_ at: UnsafeRawPointer, _ letter: Character) -> String {
        switch letter {
        case "L": at.load(as: UInt8.self) == UInt8(ascii: "T") ? "T" : "F"
        case "B": String(at.load(as: UInt8.self))
        case "I": String(at.bigEndian(Int16.self))
        case "J": String(at.bigEndian(Int32.self))
        case "K": String(at.bigEndian(Int64.self))
        case "E": at.bigEndianFloat().description
        default: at.bigEndianDouble().description
        }
    }
}
