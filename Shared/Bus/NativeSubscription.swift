import CNats
import Dispatch
import Synchronization

/// A subscription of libnats that calls back on libnats' own thread.
///
/// `@unchecked Sendable`: libnats' subscription may be used from every thread.
final class NativeSubscription: @unchecked Sendable {
    private let native: OpaquePointer
    /// Lives as long as `native`, which holds it.
    private let connection: OpaquePointer

    /// Holds the closure for libnats until it says that it will not call any more.
    private final class Handler: Sendable {
        private struct State {
            var keptAlive: (any AnyObject & Sendable)?
            var isComplete = false
        }

        let receive: @Sendable (BusMessage) -> Void
        private let state = Mutex(State())

        init(_ receive: @escaping @Sendable (BusMessage) -> Void) { self.receive = receive }

        /// Keeps a receiver alive as long as messages may still come.
        func keep(_ receiver: any AnyObject & Sendable) {
            state.withLock { if !$0.isComplete { $0.keptAlive = receiver } }
        }

        /// No message comes any more.
        func complete() {
            let kept = state.withLock { state in
                state.isComplete = true
                defer { state.keptAlive = nil }
                return state.keptAlive
            }
            // Let go of outside the lock, as this may be the last that held it.
            withExtendedLifetime(kept) {}
        }
    }

    private let handler: Handler

    init(
        _ connection: OpaquePointer, subject: String, queueGroup: String? = nil,
        receive: @escaping @Sendable (BusMessage) -> Void
    ) throws(BusError) {
        let handler = Handler(receive)
        let closure = Unmanaged.passRetained(handler)
        let callback: natsMsgHandler = { _, _, message, closure in
            guard let message, let closure else { return }
            Unmanaged<Handler>.fromOpaque(closure).takeUnretainedValue().receive(BusMessage(taking: message))
        }
        var subscription: OpaquePointer?
        let status =
            queueGroup.map {
                natsConnection_QueueSubscribe(&subscription, connection, subject, $0, callback, closure.toOpaque())
            } ?? natsConnection_Subscribe(&subscription, connection, subject, callback, closure.toOpaque())
        guard status == NATS_OK, let subscription else {
            closure.release()
            try BusError.check(status, "subscribe to \(subject)")
            throw .malformed(operation: "subscribe to \(subject)", problem: "libnats made none")
        }
        native = subscription
        self.connection = connection
        self.handler = handler
        // We bound what is in flight ourselves, by pulls and by the number of requests worked on.
        natsSubscription_SetPendingLimits(subscription, -1, -1)
        natsSubscription_SetOnCompleteCB(
            subscription,
            { closure in
                if let closure { Unmanaged<Handler>.fromOpaque(closure).takeRetainedValue().complete() }
            }, closure.toOpaque())
    }

    /// Takes no more messages but those that are on their way already, and keeps their receiver alive until then.
    func drain(keeping receiver: any AnyObject & Sendable) {
        handler.keep(receiver)
        natsSubscription_Drain(native)
    }

    /// Takes no more messages.
    func end() {
        natsSubscription_Unsubscribe(native)
    }

    deinit {
        natsSubscription_Unsubscribe(native)
        // libnats 3.4 looks a message's subscription up and locks it a moment later without holding it, so that freeing
        // it in between ends in a crash (https://github.com/nats-io/nats.c/issues/637). The answer to a ping comes behind
        // all such messages.
        let (native, connection) = (NativeHandle(native), NativeHandle(connection))
        Self.graveyard.async {
            natsConnection_FlushTimeout(connection.native, Self.lastMessagePatienceMilliseconds)
            natsSubscription_Destroy(native.native)
        }
    }

    private static let graveyard = DispatchQueue(label: "bus.graveyard")
    private static let lastMessagePatienceMilliseconds: Int64 = 2_000
}
