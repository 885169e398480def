import Bus
import State

/// Which errors are told by the world around a message and not by the message: they are waited out, and never counted
/// against it.
public enum PassingFailure {
    /// Whether the error means that NATS or Redis is away, or that JetStream has lost a stream, which ingest makes again.
    public static func isPassing(_ error: any Error) -> Bool {
        switch error {
        case .refused(_, code: 10059, _) as BusError: true
        case let error as BusError: error.isPassing
        case let error as StateError: error.isTransient
        default: false
        }
    }
}
