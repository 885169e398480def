/// Writes a table into several files, each complete: "name_000001.ext", "name_000002.ext" and so on.
///
/// A file ends with the rows that bring it to the given size; of compressed ones the compressed bytes count.
public final class SplitTableSink: TableSink {
    /// Rows between two looks at the size.
    private static let step = 1000

    private let path: (_ part: Int) throws -> String
    private let bytes: Int64
    private let make: (String) throws -> any TableFileSink
    private var current: (any TableFileSink)?
    /// Files so far, the one that is being written with them.
    public private(set) var files: [String] = []

    /// - Parameter path: where a part goes, by its number from 1.
    init(bytes: Int64, path: @escaping (Int) throws -> String, make: @escaping (String) throws -> any TableFileSink) {
        self.path = path
        self.bytes = max(1, bytes)
        self.make = make
    }

    convenience init(path: String, bytes: Int64, make: @escaping (String) throws -> any TableFileSink) {
        let plain = Compression.removingExtension(path)
        let folderEnd = plain.lastIndex(of: "/").map { plain.index(after: $0) } ?? plain.startIndex
        let dot = plain[folderEnd...].lastIndex(of: ".") ?? plain.endIndex
        let name = plain[..<dot]
        let ending = path[dot...]
        self.init(bytes: bytes, path: { "\(name)_\(Self.number($0))\(ending)" }, make: make)
    }

    /// A part's number as file names have it: six digits, so that they sort.
    public static func number(_ part: Int) -> String {
        let digits = String(part)
        return String(repeating: "0", count: max(0, 6 - digits.count)) + digits
    }

    private func open() throws -> any TableFileSink {
        if let current { return current }
        let path = try path(files.count + 1)
        let sink = try make(path)
        files.append(path)
        current = sink
        return sink
    }

    /// Writes rows, into a new file where the last one is full.
    public func write(_ batch: ColumnBatch) throws {
        for start in stride(from: 0, to: batch.rowCount, by: Self.step) {
            var sink = try open()
            try sink.write(batch.rows(start..<min(start + Self.step, batch.rowCount)))
            if sink.byteCount >= bytes {
                try sink.finish()
                current = nil
            }
        }
    }

    /// Says in the last file that there are more rows.
    public func markTruncated() throws {
        var sink = try open()
        try sink.markTruncated()
    }

    /// Ends the last file; a table without rows is one file without rows.
    public func finish() throws {
        if files.isEmpty { _ = try open() }
        if var sink = current { try sink.finish() }
        current = nil
    }
}
