import Foundation

/// Reads text a line at a time; of a long file only a chunk is in memory.
struct LineReader {
    /// Number of the line that was read last, from 1.
    private(set) var lineNumber = 0

    private let file: FileHandle
    /// Text that was read and not yet used begins at `position`.
    private var text: [UInt8] = []
    private var position = 0

    private static let chunkBytes = 1 << 20

    init(_ file: FileHandle) {
        self.file = file
    }

    /// The next line that holds more than blanks, without its LF or CR LF; nil at the end of the file.
    mutating func nextLine() throws -> ArraySlice<UInt8>? {
        while let line = try anyLine() {
            lineNumber += 1
            if line.contains(where: { $0 != UInt8(ascii: " ") }) { return line }
        }
        return nil
    }

    private mutating func anyLine() throws -> ArraySlice<UInt8>? {
        var searched = position
        while true {
            if let end = text[searched...].firstIndex(of: UInt8(ascii: "\n")) {
                defer { position = end + 1 }
                return Self.withoutCarriageReturn(text[position..<end])
            }
            searched = text.count - position
            text.removeFirst(position)
            position = 0
            guard let more = try file.read(upToCount: Self.chunkBytes), !more.isEmpty else {
                defer { text = [] }
                return text.isEmpty ? nil : Self.withoutCarriageReturn(text[...])
            }
            text += more
        }
    }

    private static func withoutCarriageReturn(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        line.last == UInt8(ascii: "\r") ? line.dropLast() : line
    }
}
