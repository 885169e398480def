import Foundation

/// Where what a command makes goes: a file, or standard output.
struct OutputFile {
    private let handle: FileHandle
    /// What it is called where it cannot be written.
    private let name: String

    /// - Parameter path: A file, written over, or a pipe or device; nil for standard output.
    init(_ path: String?) throws {
        name = path ?? "standard output"
        guard let path else {
            handle = .standardOutput
            return
        }
        // Opened as it is: a link is followed, and what is no plain file is not put out of its place by one.
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else {
            throw CommandFailure("\(path): cannot be written: \(String(cString: strerror(errno)))")
        }
        handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }

    func write(_ text: String) throws { try write(Data(text.utf8)) }

    func write(_ bytes: [UInt8]) throws { try write(Data(bytes)) }

    private func write(_ content: Data) throws {
        do {
            try handle.write(contentsOf: content)
        } catch {
            throw CommandFailure("\(name): cannot be written: \(error.reasonOfSystem)")
        }
    }

    /// Writes a whole file, or leaves the one that was there; a pipe or device is written to.
    static func write(_ content: some Sequence<UInt8>, to path: String) throws {
        let place = URL(fileURLWithPath: path).resolvingSymlinksInPath()
        let type = try? FileManager.default.attributesOfItem(atPath: place.path)[.type] as? FileAttributeType
        guard type == nil || type == .typeRegular || type == .typeDirectory else {
            return try OutputFile(path).write(Data(content))
        }
        do {
            try Data(content).write(to: place, options: .atomic)
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
