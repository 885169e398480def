import Glibc
import Synchronization

/// What callers and the client's thread share: the requests that came in, and whether to stop.
final class RedisMailbox: Sendable {
    private struct State {
        var requests: [RedisRequest] = []
        var isThreadAsleep = false
        var isClosed = false
        var isConnected = false
        var hasEnded = false
        var endWaiters: [CheckedContinuation<Void, Never>] = []
    }
    private let state = Mutex(State())
    /// The end of a pipe that becomes readable to wake the thread from `poll`.
    let wakeDescriptor: Int32
    private let wakeWriteDescriptor: Int32

    /// Nil when the system has no descriptors left; `errno` says more.
    init?() {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { return nil }
        for end in ends {
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
        }
        wakeDescriptor = ends[0]
        wakeWriteDescriptor = ends[1]
    }

    deinit {
        Glibc.close(wakeDescriptor)
        Glibc.close(wakeWriteDescriptor)
    }

    /// Adds a request; false when the client is closed.
    func add(_ request: RedisRequest) -> Bool {
        let (isTaken, mustWake) = state.withLock { state in
            if state.isClosed { return (false, false) }
            state.requests.append(request)
            defer { state.isThreadAsleep = false }
            return (true, state.isThreadAsleep)
        }
        if mustWake { wake() }
        return isTaken
    }

    /// Takes all new requests; nil once the client is closed and nothing is left.
    func takeAll() -> [RedisRequest]? {
        state.withLock { state in
            state.isThreadAsleep = false
            if state.isClosed, state.requests.isEmpty { return nil }
            defer { state.requests = [] }
            return state.requests
        }
    }

    /// Says that the thread is about to wait; false when something has come in since it looked.
    func willSleep() -> Bool {
        state.withLock { state in
            if !state.requests.isEmpty || state.isClosed { return false }
            state.isThreadAsleep = true
            return true
        }
    }

    /// Empties the pipe after a wake-up.
    func clearWake() {
        var bytes: [UInt8] = Array(repeating: 0, count: 64)
        _ = read(wakeDescriptor, &bytes, bytes.count)
    }

    /// Takes no more requests and wakes the thread, which then ends.
    func close() {
        state.withLock { $0.isClosed = true }
        wake()
    }

    var isConnected: Bool { state.withLock { $0.isConnected } }

    func setConnected(_ isConnected: Bool) {
        state.withLock { $0.isConnected = isConnected }
    }

    /// The thread's last word.
    func threadEnded() {
        let waiters = state.withLock { state in
            state.hasEnded = true
            defer { state.endWaiters = [] }
            return state.endWaiters
        }
        for waiter in waiters { waiter.resume() }
    }

    /// Waits until the thread has said its last word.
    func waitForEnd() async {
        await withCheckedContinuation { continuation in
            let hasEnded = state.withLock { state in
                if !state.hasEnded { state.endWaiters.append(continuation) }
                return state.hasEnded
            }
            if hasEnded { continuation.resume() }
        }
    }

    private func wake() {
        var byte: UInt8 = 0
        _ = write(wakeWriteDescriptor, &byte, 1)
    }
}
