import Foundation

/// Where what a command makes goes: a file, or standard output.
struct OutputFile {
    private let handle: FileHandle

    /// - Parameter path: A file, written over; nil for standard output.
    init(_ path: String?) throws {
        guard let path else {
            handle = .standardOutput
            return
        }
        guard FileManager.default.createFile(atPath: path, contents: nil),
            let handle = FileHandle(forWritingAtPath: path)
        else { throw CommandFailure("\(path): cannot be written") }
        self.handle = handle
    }

    func write(_ text: String) throws { try handle.write(contentsOf: Data(text.utf8)) }

    /// Writes a whole file, or leaves the one that was there.
    static func write(_ content: some Sequence<UInt8>, to path: String) throws {
        do {
            try Data(content).write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw CommandFailure("\(path): cannot be written: \(error.reasonOfSystem)")
        }
    }
}

extension Error {
    /// Why the system refused to read or write a file, in its own words.
    var reasonOfSystem: String {
        guard let cause = (self as? CocoaError)?.underlying as? POSIXError else { return localizedDescription }
        return String(cString: strerror(cause.code.rawValue))
    }
}
