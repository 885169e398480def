import CNats
import Dispatch
import Logging
import Synchronization

/// The messages of one publisher that wait for JetStream's answer.
///
/// Kept for good once made, with libnats' context: libnats does not tell when its last ack callback has run.
final class PublishCore: Sendable {
    struct Pending {
        var ticket: PublishTicket
        var index: Int
        var subject: String
        var attempts = 0
    }

    private struct State {
        var pending: [UInt: Pending] = [:]
        var context: NativeHandle?
    }

    private static let ackDeadlineMilliseconds: Int64 = 2_000
    /// Tries after which somebody should know that a message waits.
    private static let patientAttempts = 8

    private let state = Mutex(State())
    private let queue: DispatchQueue
    private let log: Logger

    /// Makes libnats' context and ties its ack callback to this object.
    init(_ connection: BusConnection, maximumInFlight: Int) throws(BusError) {
        queue = connection.queue
        log = connection.log
        var options = jsOptions()
        jsOptions_Init(&options)
        // Above what the publisher lets through, so that libnats never blocks the caller.
        options.PublishAsync.MaxPending = Int64(maximumInFlight) * 2
        options.PublishAsync.AckHandler = { _, message, ack, error, closure in
            guard let message, let closure else { return }
            Unmanaged<PublishCore>.fromOpaque(closure).takeUnretainedValue().answered(message, ack, error)
        }
        options.PublishAsync.AckHandlerClosure = Unmanaged.passRetained(self).toOpaque()
        var context: OpaquePointer?
        try BusError.check(natsConnection_JetStream(&context, connection.native, &options), "JetStream")
        state.withLock { $0.context = context.map { NativeHandle($0) } }
    }

    /// Sends a message; takes ownership of it.
    func send(_ native: OpaquePointer, _ entry: Pending) {
        let key = UInt(bitPattern: native)
        let context = state.withLock { state in
            state.pending[key] = entry
            return state.context
        }
        guard let context, !entry.ticket.isAbandoned else {
            state.withLock { _ = $0.pending.removeValue(forKey: key) }
            return natsMsg_Destroy(native)
        }
        var message: OpaquePointer? = native
        var options = jsPubOptions()
        jsPubOptions_Init(&options)
        options.MaxWait = Self.ackDeadlineMilliseconds
        let status = js_PublishMsgAsync(context.native, &message, &options)
        guard status != NATS_OK else { return }
        // libnats did not take the message: the connection is away and its buffer full, or it was closed.
        state.withLock { _ = $0.pending.removeValue(forKey: key) }
        failed(native, entry, status, code: 0, text: nil)
    }

    private func answered(
        _ message: OpaquePointer, _ ack: UnsafeMutablePointer<jsPubAck>?, _ error: UnsafeMutablePointer<jsPubAckErr>?
    ) {
        guard let entry = state.withLock({ $0.pending.removeValue(forKey: UInt(bitPattern: message)) }) else {
            return natsMsg_Destroy(message)
        }
        guard let ack else {
            let text = error?.pointee.ErrText.map { String(cString: $0) }
            let code = error.map { Int($0.pointee.ErrCode.rawValue) } ?? 0
            return failed(message, entry, error?.pointee.Err ?? NATS_ERR, code: code, text: text)
        }
        natsMsg_Destroy(message)
        let sequence = ack.pointee.Sequence
        entry.ticket.complete(
            entry.index, ack.pointee.Duplicate ? .duplicate(sequence: sequence) : .stored(sequence: sequence))
    }

    /// Sends the message again later, where that can help; else tells that it was refused.
    private func failed(_ message: OpaquePointer, _ entry: Pending, _ status: natsStatus, code: Int, text: String?) {
        if Self.isPassing(status, code) { return sendLater(message, entry) }
        natsMsg_Destroy(message)
        let reason = text ?? String(cString: natsStatus_GetText(status))
        entry.ticket.complete(
            entry.index, .refused(.refused(operation: "publish to \(entry.subject)", code: code, reason: reason)))
    }

    /// Sends a message again after 0.2 s, doubled with each try up to 2 s.
    private func sendLater(_ native: OpaquePointer, _ entry: Pending) {
        let message = NativeHandle(native)
        var entry = entry
        entry.attempts += 1
        if entry.attempts == Self.patientAttempts {
            log.warning("a message waits for JetStream to take it", metadata: ["subject": "\(entry.subject)"])
        }
        let delay = min(2, 0.1 * Double(1 << min(entry.attempts, 5)))
        queue.asyncAfter(deadline: .now() + delay) { [self, entry] in send(message.native, entry) }
    }

    /// Whether the same message may be taken a little later.
    private static func isPassing(_ status: natsStatus, _ code: Int) -> Bool {
        switch status {
        case NATS_TIMEOUT, NATS_NO_RESPONDERS, NATS_CONNECTION_DISCONNECTED, NATS_NO_SERVER, NATS_STALE_CONNECTION,
            NATS_IO_ERROR, NATS_INSUFFICIENT_BUFFER:
            true
        default: BusError.passingCodes.contains(code)
        }
    }
}

/// A pointer of libnats that crosses to another thread.
///
/// `@unchecked Sendable`: libnats' contexts may be used from every thread, and a message goes with its only user.
struct NativeHandle: @unchecked Sendable {
    let native: OpaquePointer

    init(_ native: OpaquePointer) {
        self.native = native
    }
}
