import Bus
import Logging
import State

/// Which errors are told by the world around a message and not by the message: they are waited out, and never counted
/// against it.
public enum PassingFailure {
    /// Whether the error means that NATS or Redis is away.
    public static func isPassing(_ error: any Error) -> Bool {
        switch error {
        case let error as BusError: error.isPassing
        case let error as StateError: error.isTransient
        default: false
        }
    }

    /// Whether the error means that a JetStream stream is not there: ingest makes it again when it finds it gone.
    static func isMissingStream(_ error: any Error) -> Bool {
        if case .refused(_, code: 10059, _) = error as? BusError { true } else { false }
    }
}

extension MeshConnection {
    /// Does something until it works: waits out NATS and Redis, and a JetStream stream that is not there yet.
    ///
    /// Errors that will not pass, and the end of the task, are thrown.
    public func patiently<Value>(_ what: String, _ operation: () async throws -> Value) async throws -> Value {
        var attempts = 0
        while true {
            do {
                return try await operation()
            } catch {
                guard PassingFailure.isPassing(error) || PassingFailure.isMissingStream(error), !Task.isCancelled else {
                    throw error
                }
                if attempts == 0 { log.warning("waiting", metadata: ["for": "\(what)", "reason": "\(error)"]) }
                attempts += 1
                try await Task.sleep(for: .milliseconds(min(2_000, 100 << min(attempts, 5))))
            }
        }
    }
}
