import Bus
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
}
