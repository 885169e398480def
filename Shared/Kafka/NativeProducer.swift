import CKafka
import Foundation
import Logging
import Synchronization

/// A producer of librdkafka and the thread that serves its callbacks.
///
/// `@unchecked Sendable`: librdkafka's handles may be used from every thread until they are destroyed. Only the thread
/// destroys them, after the last order, and others touch them only while `state` is locked and open.
final class NativeProducer: @unchecked Sendable {
    private struct Flush {
        var deadline: ContinuousClock.Instant
        var continuation: CheckedContinuation<Int, Never>
    }

    private struct State {
        var isOpen = true
        var isGone = false
        var flushes: [Flush] = []
        /// How long the last messages have when it closes.
        var graceSeconds = 0.0
        var closers: [CheckedContinuation<Void, Never>] = []
    }

    private let handle: OpaquePointer
    /// Where callbacks wait for the thread; to wake it.
    private let callbacks: OpaquePointer?
    private let pending = PendingSends()
    private let events: NativeEvents
    private let state = Mutex(State())

    /// Makes the producer; it connects on its own.
    init(_ configuration: KafkaConfiguration, log: Logger) throws(KafkaError) {
        let milliseconds = (configuration.deliveryTimeoutSeconds * 1000).rounded()
        guard milliseconds >= 1, milliseconds <= Double(Int32.max) else {
            throw .property(
                name: "message.timeout.ms", value: "\(milliseconds)", reason: "expected 1 to \(Int32.max)")
        }
        let settings = try NativeSettings(
            configuration,
            fixed: ["enable.idempotence": "true", "acks": "all", "message.timeout.ms": "\(Int32(milliseconds))"])
        let pending = pending
        events = NativeEvents(brokers: configuration.brokers, log: log) { pending.end($0, $1) }
        events.listen(to: settings)
        handle = try settings.makeClient(RD_KAFKA_PRODUCER)
        callbacks = rd_kafka_queue_get_main(handle)
        let thread = Thread { self.serve() }
        thread.name = "peryton.kafka"
        thread.start()
    }

    /// Whether it can send no more, for a fault that stays.
    var isBroken: Bool { events.fatalFault != nil }

    /// Queues a message and waits for what becomes of it.
    func send(
        topic: String, key: [UInt8]?, headers: [KafkaHeader], value: [UInt8]
    ) async throws(KafkaError) -> KafkaPlace {
        let number = try queue(topic: topic, key: key, headers: headers, value: value)
        return try await withTaskCancellationHandler {
            await pending.outcome(of: number)
        } onCancel: {
            pending.end(number, .failure(.cancelled(topic: topic)))
        }.get()
    }

    private func queue(
        topic: String, key: [UInt8]?, headers: [KafkaHeader], value: [UInt8]
    ) throws(KafkaError) -> UInt {
        let number = pending.add(topic: topic)
        let code = state.withLock { state -> rd_kafka_resp_err_t in
            guard state.isOpen else { return RD_KAFKA_RESP_ERR__DESTROY }
            let native = rd_kafka_headers_new(headers.count)
            for header in headers { rd_kafka_header_add(native, header.name, -1, header.value, header.value.count) }
            let opaque = UnsafeMutableRawPointer(bitPattern: number)
            let code =
                if let key {
                    CKafka_produce(handle, topic, key, key.count, value, value.count, native, opaque)
                } else {
                    CKafka_produce(handle, topic, nil, 0, value, value.count, native, opaque)
                }
            if code != RD_KAFKA_RESP_ERR_NO_ERROR { rd_kafka_headers_destroy(native) }
            return code
        }
        guard code != RD_KAFKA_RESP_ERR_NO_ERROR else { return number }
        pending.remove(number)
        guard code != RD_KAFKA_RESP_ERR__DESTROY else {
            throw .closed(topic: topic, brokers: events.brokers, mayHaveArrived: false)
        }
        throw KafkaError(
            code, topic: topic, brokers: events.brokers, bytes: value.count, lastFault: events.fatalFault,
            mayHaveArrived: false)
    }

    /// Waits until nothing waits to be acknowledged, or time is up; how many messages then do.
    func flush(withinSeconds seconds: Double) async -> Int {
        await withCheckedContinuation { continuation in
            let isTaken = state.withLock { state in
                guard state.isOpen else { return false }
                state.flushes.append(Flush(deadline: .now + .seconds(seconds), continuation: continuation))
                rd_kafka_queue_yield(callbacks)
                return true
            }
            if !isTaken { continuation.resume(returning: 0) }
        }
    }

    /// Gives the last messages some time, then ends them, and everything else.
    func close(graceSeconds: Double) async {
        await withCheckedContinuation { continuation in
            let isGone = state.withLock { state in
                if !state.isGone { state.closers.append(continuation) }
                return state.isGone
            }
            if isGone { return continuation.resume() }
            startClosing(graceSeconds: graceSeconds)
        }
    }

    /// The same without waiting for it.
    func startClosing(graceSeconds: Double) {
        state.withLock { state in
            guard state.isOpen else { return }
            state.isOpen = false
            state.graceSeconds = graceSeconds
            rd_kafka_queue_yield(callbacks)
        }
    }

    /// The thread's work, from the first to the last callback.
    private func serve() {
        while state.withLock({ $0.isOpen }) {
            if state.withLock({ $0.flushes.isEmpty }) {
                rd_kafka_poll(handle, 10_000)
            } else {
                rd_kafka_flush(handle, 50)
                endFlushes()
            }
        }
        end()
    }

    private func endFlushes() {
        let left = Int(rd_kafka_outq_len(handle))
        let ended = state.withLock { state in
            let now = ContinuousClock.now
            let ended = state.flushes.filter { left == 0 || $0.deadline <= now }
            state.flushes.removeAll { left == 0 || $0.deadline <= now }
            return ended
        }
        for flush in ended { flush.continuation.resume(returning: left) }
    }

    private func end() {
        let (grace, flushes) = state.withLock { ($0.graceSeconds, $0.flushes) }
        rd_kafka_flush(handle, Int32(clamping: Int((grace * 1000).rounded())))
        let left = Int(rd_kafka_outq_len(handle))
        if left > 0 {
            rd_kafka_purge(handle, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT)
            // Serves the reports on what was purged, which come at once.
            rd_kafka_flush(handle, 5_000)
        }
        rd_kafka_queue_destroy(callbacks)
        rd_kafka_destroy(handle)
        pending.endAll { .closed(topic: $0, brokers: events.brokers, mayHaveArrived: true) }
        for flush in flushes { flush.continuation.resume(returning: left) }
        let closers = state.withLock { state in
            state.isGone = true
            defer { state.closers = [] }
            return state.closers
        }
        for closer in closers { closer.resume() }
    }
}
