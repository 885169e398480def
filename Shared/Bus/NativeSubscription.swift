import CNats

/// A subscription of libnats that calls back on libnats' own thread.
///
/// `@unchecked Sendable`: libnats' subscription may be used from every thread.
final class NativeSubscription: @unchecked Sendable {
    private let native: OpaquePointer

    /// Holds the closure for libnats until it says that it will not call any more.
    private final class Handler {
        let receive: @Sendable (BusMessage) -> Void
        init(_ receive: @escaping @Sendable (BusMessage) -> Void) { self.receive = receive }
    }

    init(
        _ connection: OpaquePointer, subject: String, queueGroup: String? = nil,
        receive: @escaping @Sendable (BusMessage) -> Void
    ) throws(BusError) {
        let handler = Unmanaged.passRetained(Handler(receive))
        let callback: natsMsgHandler = { _, _, message, closure in
            guard let message, let closure else { return }
            Unmanaged<Handler>.fromOpaque(closure).takeUnretainedValue().receive(BusMessage(taking: message))
        }
        var subscription: OpaquePointer?
        let status =
            queueGroup.map {
                natsConnection_QueueSubscribe(&subscription, connection, subject, $0, callback, handler.toOpaque())
            } ?? natsConnection_Subscribe(&subscription, connection, subject, callback, handler.toOpaque())
        guard status == NATS_OK, let subscription else {
            handler.release()
            try BusError.check(status, "subscribe to \(subject)")
            throw .malformed(operation: "subscribe to \(subject)", problem: "libnats made none")
        }
        native = subscription
        // We bound what is in flight ourselves, by pulls and by the number of requests worked on.
        natsSubscription_SetPendingLimits(subscription, -1, -1)
        natsSubscription_SetOnCompleteCB(
            subscription,
            { closure in
                if let closure { Unmanaged<Handler>.fromOpaque(closure).release() }
            }, handler.toOpaque())
    }

    /// Takes no more messages.
    func end() {
        natsSubscription_Unsubscribe(native)
    }

    deinit {
        natsSubscription_Unsubscribe(native)
        natsSubscription_Destroy(native)
    }
}
