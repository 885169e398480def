import CNats
import Logging
import Synchronization

/// What libnats tells of a connection, passed on to those who must act on it.
final class ConnectionEvents: Sendable {
    private struct Observer {
        var onReconnect: @Sendable () -> Void
        var onTick: @Sendable () -> Void
    }

    private struct State {
        var observers: [Int: Observer] = [:]
        var nextID = 0
    }

    private let state = Mutex(State())
    private let isClosing = Mutex(false)
    private let log: Logger
    private let url: String

    init(log: Logger, url: String) {
        self.log = log
        self.url = url
    }

    static func from(_ closure: UnsafeMutableRawPointer?) -> ConnectionEvents? {
        closure.map { Unmanaged<ConnectionEvents>.fromOpaque($0).takeUnretainedValue() }
    }

    func observe(onReconnect: @escaping @Sendable () -> Void, onTick: @escaping @Sendable () -> Void)
        -> ObservationToken
    {
        let id = state.withLock { state in
            state.nextID += 1
            state.observers[state.nextID] = Observer(onReconnect: onReconnect, onTick: onTick)
            return state.nextID
        }
        return ObservationToken { [weak self] in
            self?.state.withLock { _ = $0.observers.removeValue(forKey: id) }
        }
    }

    func tick() {
        for observer in state.withLock({ Array($0.observers.values) }) { observer.onTick() }
    }

    func reconnected() {
        log.info("nats-server is back", metadata: ["url": "\(url)"])
        for observer in state.withLock({ Array($0.observers.values) }) { observer.onReconnect() }
    }

    /// From now on a lost connection is our own doing.
    func startClosing() { isClosing.withLock { $0 = true } }

    func disconnected() {
        guard !isClosing.withLock({ $0 }) else { return }
        log.warning("nats-server is away", metadata: ["url": "\(url)"])
    }

    func failed(_ status: natsStatus) {
        log.debug("nats reported", metadata: ["status": "\(String(cString: natsStatus_GetText(status)))"])
    }
}

/// Ends an observation when it goes.
final class ObservationToken: Sendable {
    private let end: @Sendable () -> Void

    init(end: @escaping @Sendable () -> Void) {
        self.end = end
    }

    deinit { end() }
}
