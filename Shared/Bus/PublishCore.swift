import CNats
import Dispatch
import Synchronization

/// The messages of one publisher that wait for JetStream's answer.
///
/// Kept for good once made, as libnats does not tell when its last ack callback has run.
final class PublishCore: Sendable {
    struct Pending {
        var ticket: PublishTicket
        var index: Int
        var subject: String
    }

    private static let ackDeadlineMilliseconds: Int64 = 2_000
    private static let resendDelaySeconds = 0.2

    private let pending = Mutex<[UInt: Pending]>([:])
    private let queue: DispatchQueue

    init(queue: DispatchQueue) {
        self.queue = queue
    }

    func send(_ context: OpaquePointer, _ native: OpaquePointer, _ entry: Pending) {
        guard !entry.ticket.isAbandoned else { return natsMsg_Destroy(native) }
        let key = UInt(bitPattern: native)
        pending.withLock { $0[key] = entry }
        var message: OpaquePointer? = native
        var options = jsPubOptions()
        jsPubOptions_Init(&options)
        options.MaxWait = Self.ackDeadlineMilliseconds
        let status = js_PublishMsgAsync(context, &message, &options)
        guard status != NATS_OK else { return }
        // libnats did not take the message: the connection is away and its buffer full, or it was closed.
        pending.withLock { _ = $0.removeValue(forKey: key) }
        if status == NATS_CONNECTION_CLOSED || status == NATS_MAX_PAYLOAD || status == NATS_INVALID_ARG {
            natsMsg_Destroy(native)
            entry.ticket.complete(entry.index, .refused(Self.error(status, 0, nil, entry.subject)))
        } else {
            sendLater(context, native, entry)
        }
    }

    private func sendLater(_ context: OpaquePointer, _ native: OpaquePointer, _ entry: Pending) {
        let context = NativeHandle(context)
        let message = NativeHandle(native)
        queue.asyncAfter(deadline: .now() + Self.resendDelaySeconds) { [self] in
            send(context.native, message.native, entry)
        }
    }

    func answered(
        _ context: OpaquePointer, _ message: OpaquePointer, _ ack: UnsafeMutablePointer<jsPubAck>?,
        _ error: UnsafeMutablePointer<jsPubAckErr>?
    ) {
        guard let entry = pending.withLock({ $0.removeValue(forKey: UInt(bitPattern: message)) }) else {
            return natsMsg_Destroy(message)
        }
        if let ack {
            natsMsg_Destroy(message)
            let sequence = ack.pointee.Sequence
            entry.ticket.complete(
                entry.index, ack.pointee.Duplicate ? .duplicate(sequence: sequence) : .stored(sequence: sequence))
            return
        }
        let status = error?.pointee.Err ?? NATS_ERR
        let code = error.map { Int($0.pointee.ErrCode.rawValue) } ?? 0
        if Self.isPassing(status, code) {
            sendLater(context, message, entry)
        } else {
            natsMsg_Destroy(message)
            let text = error?.pointee.ErrText.map { String(cString: $0) }
            entry.ticket.complete(entry.index, .refused(Self.error(status, code, text, entry.subject)))
        }
    }

    /// Whether the same message may be taken a little later.
    private static func isPassing(_ status: natsStatus, _ code: Int) -> Bool {
        switch status {
        case NATS_TIMEOUT, NATS_NO_RESPONDERS, NATS_CONNECTION_DISCONNECTED, NATS_NO_SERVER, NATS_STALE_CONNECTION,
            NATS_IO_ERROR:
            true
        // JetStream's own passing states: system temporarily unavailable, no leader, insufficient resources.
        default: code == 10008 || code == 10009 || code == 10023
        }
    }

    private static func error(_ status: natsStatus, _ code: Int, _ text: String?, _ subject: String) -> BusError {
        let reason = text ?? String(cString: natsStatus_GetText(status))
        return .refused(operation: "publish to \(subject)", code: code, reason: reason)
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
