import CNats
import Dispatch
import Logging
import Synchronization

/// A JetStream pull consumer as a sequence of batches: each is what has come so far, at least one message.
///
/// It asks the server itself instead of through libnats' `Fetch`, which waits until its batch is full or its time is
/// over: here the first message of a quiet stream is handed on at once. It outlives the server's restarts: when the
/// consumer is gone it is made again, and a reader without a durable goes on where it was.
public final class PullConsumer: AsyncSequence, Sendable {
    /// What has come so far.
    public typealias Element = [BusMessage]

    fileprivate enum Trouble { case none, missing(retryAt: Double), ensuring }

    fileprivate struct State {
        var window: PullWindow
        var buffer: [BusMessage] = []
        var waiter: CheckedContinuation<[BusMessage]?, Never>?
        var isStarted = false
        var isEnded = false
        var trouble = Trouble.none
        var consumer: String
        var lastSequence: UInt64 = 0
        let fetchesAhead: Bool
    }

    private let state: Mutex<State>
    private let jetStream: JetStream
    private let stream: String
    /// How the consumer is made again when it is gone; nil for one that somebody else makes.
    private let configuration: ConsumerConfiguration?
    private let needsAck: Bool
    private let inbox: String
    private let subscription = Mutex<NativeSubscription?>(nil)
    private let token = Mutex<ObservationToken?>(nil)
    private static let expirySeconds = 30.0

    init(
        jetStream: JetStream, stream: String, configuration: ConsumerConfiguration?, consumer: String, batchSize: Int,
        fetchesAhead: Bool
    ) throws(BusError) {
        self.jetStream = jetStream
        self.stream = stream
        self.configuration = configuration
        needsAck = configuration?.needsAck ?? true
        inbox = jetStream.connection.newInbox()
        let window = PullWindow(batchSize: batchSize, expirySeconds: Self.expirySeconds, fetchesAhead: fetchesAhead)
        state = Mutex(State(window: window, consumer: consumer, fetchesAhead: fetchesAhead))
        let native = try NativeSubscription(jetStream.connection.native, subject: "\(inbox).*") { [weak self] in
            self?.receive($0)
        }
        subscription.withLock { $0 = native }
        let token = jetStream.connection.observe(
            onReconnect: { [weak self] in self?.restart() }, onTick: { [weak self] in self?.tick() })
        self.token.withLock { $0 = token }
    }

    deinit {
        subscription.withLock { $0?.end() }
    }

    /// Iterates over batches.
    public struct AsyncIterator: AsyncIteratorProtocol {
        let consumer: PullConsumer

        /// The next batch; nil once the consumer was ended or the task cancelled.
        public mutating func next() async -> [BusMessage]? { await consumer.nextBatch() }
    }

    /// Name of the consumer, by which JetStream tells of it.
    public var name: String { state.withLock { $0.consumer } }

    /// Starts to read; one reader at a time.
    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(consumer: self) }

    /// Takes no more messages; those that nobody took are given back, so that another copy gets them at once.
    public func end() {
        let (waiter, left) = state.withLock { state in
            state.isEnded = true
            defer {
                state.waiter = nil
                state.buffer = []
            }
            return (state.waiter, state.buffer)
        }
        // What is on its way now comes still, and is given back by `receive`.
        subscription.withLock { $0?.drain(keeping: self) }
        if needsAck { for message in left { try? jetStream.connection.nak(message, delaySeconds: 0) } }
        waiter?.resume(returning: nil)
    }

    /// The next batch; nil once the consumer was ended or the task cancelled.
    public func nextBatch() async -> [BusMessage]? {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let batch = state.withLock { state -> [BusMessage]?? in
                    if state.isEnded || Task.isCancelled { return .some(nil) }
                    state.isStarted = true
                    if let batch = state.take() { return .some(batch) }
                    state.waiter = continuation
                    return .none
                }
                if let batch { continuation.resume(returning: batch) }
                pull()
            }
        } onCancel: {
            state.withLock { state in
                defer { state.waiter = nil }
                return state.waiter
            }?.resume(returning: nil)
        }
    }

    // MARK: What libnats and the clock tell

    private func receive(_ message: BusMessage) {
        if message.subject.hasPrefix(inbox) { return receive(status: message) }
        if state.withLock({ $0.isEnded }) {
            if needsAck { try? jetStream.connection.nak(message, delaySeconds: 0) }
            return
        }
        let handOver = state.withLock { state -> (CheckedContinuation<[BusMessage]?, Never>, [BusMessage])? in
            guard !state.isEnded else { return nil }
            state.window.received()
            if let sequence = message.delivery?.streamSequence {
                // Without acks the server counts as read what was on its way when the connection broke, and the reader
                // that is made anew begins behind what came: a repeat is one that came both ways.
                if !needsAck, sequence <= state.lastSequence {
                    state.window.taken(1)
                    return nil
                }
                state.lastSequence = sequence
            }
            state.buffer.append(message)
            guard let waiter = state.waiter, let batch = state.take() else { return nil }
            state.waiter = nil
            return (waiter, batch)
        }
        if let (waiter, batch) = handOver { waiter.resume(returning: batch) }
    }

    /// A message without a body that ends a request: 404 none there, 408 its time is over, 409 a limit or the consumer is
    /// gone, 503 nobody answers for the consumer.
    private func receive(status: BusMessage) {
        let code = status.header("Status") ?? ""
        let id = status.subject.split(separator: ".").last.flatMap { UInt64($0) } ?? 0
        state.withLock { state in
            state.window.ended(id: id)
            if code == "503" || code == "409" { state.look(at: Self.now + 0.25) }
        }
        if code == "408" || code == "404" { pull() }
    }

    /// After a reconnect the server has forgotten every request, and perhaps the consumer.
    private func restart() {
        state.withLock { state in
            state.window.reset()
            state.look(at: Self.now)
        }
        tick()
    }

    private func tick() {
        let mustEnsure = state.withLock { state in
            if state.window.dropForgotten(now: Self.now) { state.look(at: Self.now) }
            guard case .missing(let retryAt) = state.trouble, retryAt <= Self.now, state.isStarted, !state.isEnded
            else { return false }
            state.trouble = .ensuring
            return true
        }
        if mustEnsure {
            Task { await ensure() }
        } else {
            pull()
        }
    }

    /// Makes the consumer again; a reader without a durable goes on behind what it has seen.
    private func ensure() async {
        do {
            let name = try await makeAgain()
            state.withLock { state in
                state.consumer = name
                state.trouble = .none
                state.window.reset()
            }
            pull()
        } catch {
            jetStream.connection.log.debug(
                "consumer not there yet", metadata: ["stream": "\(stream)", "reason": "\(error)"])
            state.withLock { $0.trouble = .missing(retryAt: Self.now + 1) }
        }
    }

    private func makeAgain() async throws -> String {
        let (name, last) = state.withLock { ($0.consumer, $0.lastSequence) }
        guard var configuration else {
            // Whoever made the durable makes it again.
            guard try await jetStream.state(ofConsumer: name, onStream: stream) != nil else {
                throw BusError.noResponders(subject: "consumer \(name) of stream \(stream)")
            }
            return name
        }
        if !configuration.needsAck, last > 0 { configuration.start = .sequence(last + 1) }
        return try await jetStream.ensure(configuration, onStream: stream)
    }

    /// Sends the requests that the window wants.
    private func pull() {
        let (consumer, requests) = state.withLock { state -> (String, [PullWindow.Request]) in
            guard state.isStarted, !state.isEnded, state.fetchesAhead || state.waiter != nil,
                case .none = state.trouble,
                jetStream.connection.isConnected
            else { return ("", []) }
            return (state.consumer, state.window.requestsToSend(now: Self.now))
        }
        for request in requests {
            do throws(BusError) {
                try jetStream.connection.publish(
                    "$JS.API.CONSUMER.MSG.NEXT.\(stream).\(consumer)", reply: "\(inbox).\(request.id)",
                    text: "{\"batch\":\(request.remaining),\"expires\":\(Int64(Self.expirySeconds * 1e9))}")
            } catch {
                state.withLock { $0.window.ended(id: request.id) }
            }
        }
    }

    private static var now: Double { Double(DispatchTime.now().uptimeNanoseconds) / 1e9 }
}

extension PullConsumer.State {
    /// Asks for a look at whether the consumer is still there.
    fileprivate mutating func look(at time: Double) {
        if case .none = trouble { trouble = .missing(retryAt: time) }
    }

    /// What a reader may take now, nil when there is nothing.
    fileprivate mutating func take() -> [BusMessage]? {
        guard !buffer.isEmpty else { return nil }
        let batch: [BusMessage]
        if buffer.count <= window.batchSize {
            batch = buffer
            buffer = []
        } else {
            batch = Array(buffer.prefix(window.batchSize))
            buffer.removeFirst(window.batchSize)
        }
        window.taken(batch.count)
        return batch
    }
}

extension JetStream {
    /// Makes the consumer as declared and returns it, ready to read.
    ///
    /// Nothing is pulled before the first read. With `fetchesAhead` the next batch is on its way while one is worked on;
    /// without, a batch is asked for only when somebody waits for it, so that long work is left to whoever is free.
    public func consume(
        _ stream: String, _ configuration: ConsumerConfiguration, batchSize: Int = 512, fetchesAhead: Bool = true
    ) async throws -> PullConsumer {
        let name = try await ensure(configuration, onStream: stream)
        return try PullConsumer(
            jetStream: self, stream: stream, configuration: configuration, consumer: name, batchSize: batchSize,
            fetchesAhead: fetchesAhead)
    }

    /// Reads from a durable that somebody else made: a subscriber may fetch and ack, but makes no consumer.
    public func attach(_ stream: String, durable: String, batchSize: Int = 512) throws -> PullConsumer {
        try PullConsumer(
            jetStream: self, stream: stream, configuration: nil, consumer: durable, batchSize: batchSize,
            fetchesAhead: true)
    }
}
