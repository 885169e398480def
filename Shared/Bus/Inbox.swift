import CNats
import Synchronization

/// The reply subjects of one connection: one subscription for all of them.
final class Inbox: Sendable {
    private let prefix: String
    private let receivers: Receivers
    private let subscription: NativeSubscription

    private final class Receivers: Sendable {
        private struct State {
            var handlers: [String: @Sendable (BusMessage) -> Void] = [:]
            var counter: UInt64 = 0
        }
        private let state = Mutex(State())

        func add(_ prefix: String, _ handler: @escaping @Sendable (BusMessage) -> Void) -> String {
            state.withLock { state in
                state.counter += 1
                let subject = "\(prefix).\(String(state.counter, radix: 36))"
                state.handlers[subject] = handler
                return subject
            }
        }

        func remove(_ subject: String) {
            state.withLock { _ = $0.handlers.removeValue(forKey: subject) }
        }

        func receive(_ message: BusMessage) {
            state.withLock { $0.handlers[message.subject] }?(message)
        }
    }

    init(native: OpaquePointer, prefix: String) throws(BusError) {
        self.prefix = "\(prefix).\(String(UInt64.random(in: .min ... .max), radix: 36))"
        let receivers = Receivers()
        self.receivers = receivers
        subscription = try NativeSubscription(native, subject: "\(self.prefix).r.*") { receivers.receive($0) }
    }

    /// Registers a receiver; messages to the subject reach it until it is removed.
    func register(_ receive: @escaping @Sendable (BusMessage) -> Void) -> String {
        receivers.add("\(prefix).r", receive)
    }

    func remove(_ subject: String) { receivers.remove(subject) }

    /// A reply subject for a subscription of its own.
    func newSubject() -> String {
        "\(prefix).s\(String(UInt64.random(in: .min ... .max), radix: 36))"
    }
}
