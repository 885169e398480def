import CCurlOptions
import Foundation
import Glibc
import Synchronization

/// The way to the thread that drives all transfers.
///
/// The thread starts with the first order and ends with `close`.
final class TransferThread: Sendable {
    enum Command: Sendable {
        case start(TransferCall, deadline: ContinuousClock.Instant)
        case abandon(TransferCall)
    }

    private struct Inbox {
        var commands: [Command] = []
        /// There while the thread runs.
        ///
        /// Others than the thread use it only under the mutex, and only to wake it.
        var multi: UnsafeMutableRawPointer?
        var isClosing = false
        var closers: [CheckedContinuation<Void, Never>] = []
    }

    private let name: String
    private let limits: TransferLimits
    private let inbox = Mutex(Inbox())
    private let sockets = OpenSockets()

    init(name: String, limits: TransferLimits) {
        self.name = name
        self.limits = limits
    }

    /// Carries an order out; the cancellation of the task abandons it.
    func run(_ order: TransferOrder) async throws(TransferError) -> TransferAnswer {
        let call = TransferCall(order)
        let outcome = await withTaskCancellationHandler {
            post(.start(call, deadline: .now + .seconds(limits.waitSeconds)))
            return await call.outcome()
        } onCancel: {
            // Its caller does not have to wait for the thread.
            call.finish(.failure(TransferError(.cancelled, "the transfer to \(order.place) was cancelled")))
            post(.abandon(call))
        }
        return try outcome.get()
    }

    /// Ends all transfers and the thread, without waiting for it.
    func stop() {
        inbox.withLock { inbox in
            inbox.isClosing = true
            if let multi = inbox.multi { curl_multi_wakeup(multi) }
        }
        sockets.shutDown()
    }

    /// Ends all transfers and the thread.
    func close() async {
        stop()
        await withCheckedContinuation { continuation in
            let isRunning = inbox.withLock { inbox in
                if inbox.multi != nil { inbox.closers.append(continuation) }
                return inbox.multi != nil
            }
            if !isRunning { continuation.resume() }
        }
    }

    private func post(_ command: Command) {
        let refusal: TransferError? = inbox.withLock { inbox in
            if inbox.isClosing { return TransferThread.closed }
            if inbox.multi == nil {
                guard CurlHandle.isReady, let multi = curl_multi_init() else {
                    return TransferError(.busy, "libcurl has no memory for transfers")
                }
                inbox.multi = multi
                let thread = Thread { self.main() }
                thread.name = name
                thread.start()
            }
            inbox.commands.append(command)
            if let multi = inbox.multi { curl_multi_wakeup(multi) }
            return nil
        }
        if let refusal, case .start(let call, _) = command { call.finish(.failure(refusal)) }
    }

    static let closed = TransferError(.closed, "the transfer client is closed")

    private func main() {
        // libcurl writes to connections that the other side has closed.
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &signals, nil)

        // The pointer is this thread's until it is taken out again below.
        guard let multi = inbox.withLock({ $0.multi.map { UInt(bitPattern: $0) } }),
            let multi = UnsafeMutableRawPointer(bitPattern: multi)
        else { return }
        let loop = TransferLoop(multi: multi, limits: limits, sockets: sockets)
        while true {
            let (commands, isClosing) = inbox.withLock { inbox in
                defer { inbox.commands = [] }
                return (inbox.commands, inbox.isClosing)
            }
            loop.take(commands)
            if isClosing { break }
            loop.step()
        }
        loop.end()
        let closers = inbox.withLock { inbox in
            // From here on nobody wakes it.
            inbox.multi = nil
            return inbox.closers
        }
        curl_multi_cleanup(multi)
        for closer in closers { closer.resume() }
    }
}
