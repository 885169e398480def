import Foundation

/// nats-server with JetStream.
public struct NatsServerKind: LocalServerKind {
    /// As many bytes as all JetStream streams may hold together.
    public var maximumFileBytes: Int

    /// nats-server with JetStream, which may use up to `maximumFileBytes` of disk.
    public init(maximumFileBytes: Int = 1 << 40) {
        self.maximumFileBytes = maximumFileBytes
    }

    /// `nats-server`.
    public var program: String { "nats-server" }
    /// `nats-server`.
    public var package: String { "nats-server" }
    /// `PERYTON_NATS_SERVER`.
    public var variable: String { "PERYTON_NATS_SERVER" }
    /// `nats`.
    public var scheme: String { "nats" }

    /// Writes `nats-server.conf` and keeps the streams in `jetstream`.
    public func prepare(folder: String, port: UInt16) throws(ProcessError) -> [String] {
        let path = "\(folder)/nats-server.conf"
        let configuration = """
            server_name: "peryton-\(port)"
            host: "127.0.0.1"
            port: \(port)
            max_payload: 1MB
            jetstream {
                store_dir: \(quoted("\(folder)/jetstream"))
                max_memory_store: 268435456
                max_file_store: \(maximumFileBytes)
            }

            """
        do {
            try configuration.write(toFile: path, atomically: true, encoding: .utf8)
        } catch {
            throw .cannotWrite(path: path, cause: error.localizedDescription)
        }
        return ["--config", path]
    }

    /// It speaks first.
    public var greeting: String { "" }

    /// The port opens after JetStream has recovered its streams; the first line says that it is on.
    public func isReady(_ answer: String) -> Bool {
        answer.hasPrefix("INFO ") && answer.contains(#""jetstream":true"#)
    }

    private func quoted(_ text: String) -> String {
        let escaped = text.replacingOccurrences(of: #"\"#, with: #"\\"#).replacingOccurrences(of: "\"", with: #"\""#)
        return "\"\(escaped)\""
    }
}
