import Glibc
import Logging
import Synchronization

/// Logs each event as one line.
struct LineLogHandler: LogHandler {
    var metadata = Logger.Metadata()
    var metadataProvider: Logger.MetadataProvider?
    var logLevel: Logger.Level

    private let service: String
    private let format: LogFormat
    /// Takes a line without its end; must be safe to call from any thread.
    private let write: @Sendable (String) -> Void

    init(service: String, level: Logger.Level, format: LogFormat, write: @escaping @Sendable (String) -> Void) {
        self.service = service
        logLevel = level
        self.format = format
        self.write = write
    }

    subscript(metadataKey key: String) -> Logger.MetadataValue? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        // What is nearer to the event wins: its own, then the provider's, then the logger's.
        var fields = metadata
        if let provided = metadataProvider?.get() { fields.merge(provided) { $1 } }
        if let own = event.metadata { fields.merge(own) { $1 } }
        if let error = event.error { fields["error"] = "\(error)" }
        let line = LogLine(
            format: format, time: logTime(), level: event.level, service: service, message: "\(event.message)",
            metadata: fields)
        write(line.text)
    }
}

/// Sets up logging for the whole program; only the first call counts, as swift-log allows one.
enum Logs {
    private static let isSetUp = Mutex(false)

    static func setUp(service: String, options: LogOptions) {
        let level = options.logLevel
        let format = options.logFormat
        isSetUp.withLock { isSetUp in
            if isSetUp { return }
            isSetUp = true
            LoggingSystem.bootstrap { _ in
                LineLogHandler(service: service, level: level, format: format, write: writeLineToStandardError)
            }
        }
    }
}

/// Writes a line with one system call, so that lines of several threads do not mix.
///
/// A reader that has gone costs the line and nothing else, where Foundation's file handle ends the program.
func writeLineToStandardError(_ line: String) {
    var bytes = Array("\(line)\n".utf8)[...]
    while !bytes.isEmpty {
        let count = bytes.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
        if count < 0, errno == EINTR { continue }
        if count <= 0 { return }
        bytes = bytes.dropFirst(count)
    }
}

extension LogOptions {
    /// Sets up logging to standard error for a program that is not a service; the first call counts.
    public func setUpLogging(for name: String) {
        Logs.setUp(service: name, options: self)
    }
}
