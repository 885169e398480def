import Foundation
import Logging

/// What the supervisor has to say, for people: one line an event on standard error.
struct SupervisorLog: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.info

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let values = metadata.merging(event.metadata ?? [:]) { $1 }
        let program = values["program"].map { "\($0) " } ?? ""
        let rest = values.filter { $0.key != "program" }.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
        let tail = rest.isEmpty ? "" : " (\(rest.joined(separator: ", ")))"
        FileHandle.standardError.write(Data("peryton: \(program)\(event.message)\(tail)\n".utf8))
    }
}
