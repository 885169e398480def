import CNats

/// Why something on the bus did not happen.
public enum BusError: Error, Sendable, Equatable, CustomStringConvertible {
    /// No nats-server answers at the address.
    case unreachable(url: String, cause: String)
    /// The connection was closed by us.
    case closed(operation: String)
    /// Nobody answered in time.
    case timeout(operation: String, seconds: Double)
    /// Nobody listens there: no such service, or no such JetStream stream.
    case noResponders(subject: String)
    /// The server or JetStream refused; `code` is JetStream's own error code, 0 where there is none.
    case refused(operation: String, code: Int, reason: String)
    /// A service answered a request with a typed error.
    case remote(code: String, message: String)
    /// An answer that is not what its contract says.
    case malformed(operation: String, problem: String)

    /// One line for people.
    public var description: String {
        switch self {
        case .unreachable(let url, let cause): "no nats-server at \(url): \(cause)"
        case .closed(let operation): "\(operation): the connection to nats-server is closed"
        case .timeout(let operation, let seconds): "\(operation): no answer within \(seconds) s"
        case .noResponders(let subject): "nobody listens on \(subject)"
        case .refused(let operation, _, let reason): "\(operation): \(reason)"
        case .remote(_, let message): message
        case .malformed(let operation, let problem): "\(operation): \(problem)"
        }
    }

    /// JetStream's own passing states: system temporarily unavailable, no leader, insufficient resources.
    static let passingCodes = [10008, 10009, 10023]

    /// Whether the same call may succeed later without any change.
    public var isPassing: Bool {
        switch self {
        case .unreachable, .timeout, .noResponders: true
        case .refused(_, let code, _): Self.passingCodes.contains(code)
        case .closed, .remote, .malformed: false
        }
    }

    /// Whether the same request may succeed a little later: the error passes, or the service that answered is stopping.
    public var mayPass: Bool {
        if case .remote(code: "unavailable", _) = self { return true }
        return isPassing
    }
}

extension BusError {
    /// Turns a status of libnats into an error; reads libnats' own text at once, as it is kept per thread.
    static func check(_ status: natsStatus, _ operation: @autoclosure () -> String, code: Int = 0) throws(BusError) {
        guard status != NATS_OK else { return }
        let detail = nats_GetLastError(nil).map { String(cString: $0) } ?? ""
        let text = detail.isEmpty ? String(cString: natsStatus_GetText(status)) : detail
        switch status {
        case NATS_TIMEOUT: throw .timeout(operation: operation(), seconds: BusConnection.apiTimeoutSeconds)
        case NATS_NO_RESPONDERS: throw .noResponders(subject: operation())
        case NATS_CONNECTION_CLOSED, NATS_DRAINING: throw .closed(operation: operation())
        case NATS_CONNECTION_DISCONNECTED, NATS_NO_SERVER, NATS_STALE_CONNECTION, NATS_IO_ERROR,
            NATS_INSUFFICIENT_BUFFER:
            throw .unreachable(url: operation(), cause: text)
        default: throw .refused(operation: operation(), code: code, reason: text)
        }
    }
}
