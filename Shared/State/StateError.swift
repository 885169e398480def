/// Why Redis did not do what it was asked to.
///
/// Names the command and the place, never a value.
public enum StateError: Error, Sendable, Equatable {
    /// The address is not of the form `redis://[user:password@]host[:port][/database]`; the address
    /// itself is left out, as it may hold a password.
    case invalidAddress(reason: String)
    /// The client cannot run: the system has no thread or file descriptor left.
    case cannotStart(place: String, cause: String)
    /// The connection was lost after the command was sent: it may have been done or not.
    case connectionLost(command: String, place: String, cause: String)
    /// No answer within the time-out. `cause` says how the last attempt to connect failed, if it did.
    case timedOut(command: String, place: String, after: Duration, cause: String?)
    /// Redis answered with an error; `message` is its own text.
    case refused(command: String, place: String, message: String)
    /// Redis answered with another kind of value than the command is known to give.
    case unexpectedReply(command: String, place: String, expected: String, found: String)
    /// The client was closed before the answer came.
    case closed(command: String, place: String)

    /// Whether the same command may succeed later without anyone changing it: Redis is away, starting,
    /// busy or failing over.
    public var isTransient: Bool {
        switch self {
        case .connectionLost, .timedOut: true
        case .refused(_, _, let message): Self.passingRefusals.contains { message.hasPrefix($0) }
        case .invalidAddress, .cannotStart, .unexpectedReply, .closed: false
        }
    }

    /// First words of the refusals that pass by themselves: loading its file, running a long script,
    /// a replica that is not yet promoted, too many clients.
    private static let passingRefusals = ["LOADING ", "BUSY ", "MASTERDOWN ", "READONLY ", "ERR max number of clients"]
}

extension StateError: CustomStringConvertible {
    /// One line for people.
    public var description: String {
        switch self {
        case .invalidAddress(let reason):
            "the Redis address is not valid: \(reason); expected redis://[user:password@]host[:port][/database]"
        case .cannotStart(let place, let cause):
            "a client for Redis at \(place) cannot be started: \(cause)"
        case .connectionLost(let command, let place, let cause):
            "Redis at \(place) went away while \(command) was under way (\(cause)); it may have been done or not"
        case .timedOut(let command, let place, let time, let cause):
            "Redis at \(place) did not answer \(command) within \(Self.seconds(time)) s"
                + (cause.map { " (\($0))" } ?? "")
        case .refused(let command, let place, let message):
            "Redis at \(place) refused \(command): \(message)"
        case .unexpectedReply(let command, let place, let expected, let found):
            "Redis at \(place) answered \(command) with \(found), expected \(expected)"
        case .closed(let command, let place):
            "the connection to Redis at \(place) was closed before \(command) was answered"
        }
    }

    /// Seconds as people write them: `5`, `0.25`.
    private static func seconds(_ time: Duration) -> String {
        let milliseconds = time / .milliseconds(1)
        let seconds = milliseconds.rounded() / 1000
        return seconds == seconds.rounded() ? String(Int(seconds)) : String(seconds)
    }
}
