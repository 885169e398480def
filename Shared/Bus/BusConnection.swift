import CNats
import Dispatch
import Foundation
import Logging
import Synchronization
import Threads

/// How to reach nats-server.
public struct BusConfiguration: Sendable {
    /// `nats://[user:password@]host:port`, several separated by commas.
    public var url: String
    /// Name that the server shows for this client.
    public var name: String
    /// File with the user's JWT and seed (`.creds`); nil: none.
    public var credentialsFile: String?
    /// Prefix of this client's reply subjects.
    public var inboxPrefix: String

    /// Makes a configuration.
    public init(url: String, name: String, credentialsFile: String? = nil, inboxPrefix: String = "_INBOX") {
        self.url = url
        self.name = name
        self.credentialsFile = credentialsFile
        self.inboxPrefix = inboxPrefix
    }
}

/// A client of NATS, with one connection for JetStream and one for plain messages.
///
/// It reconnects for ever; what is pulled or published meanwhile waits.
///
/// `@unchecked Sendable`: libnats' connection may be used from every thread; our own state is behind the mutexes.
public final class BusConnection: @unchecked Sendable {
    /// How long a JetStream API call may take, seconds.
    static let apiTimeoutSeconds = 5.0

    /// libnats' connection for JetStream, which gathers what goes out.
    let native: OpaquePointer
    /// libnats' connection for plain NATS, which sends each message at once: who asks waits for it.
    let prompt: OpaquePointer
    let configuration: BusConfiguration
    let log: Logger
    /// Runs the calls into libnats that can block.
    let queue: DispatchQueue
    let inbox: Inbox
    /// Until when answers are waited for.
    let deadlines: Deadlines
    private let events: ConnectionEvents
    private let ticker: DispatchSourceTimer
    private let isClosed = Mutex(false)
    private let isFlushDue = Mutex(false)

    private init(
        native: OpaquePointer, prompt: OpaquePointer, events: ConnectionEvents, configuration: BusConfiguration,
        log: Logger
    ) throws(BusError) {
        self.native = native
        self.prompt = prompt
        self.events = events
        self.configuration = configuration
        self.log = log
        queue = DispatchQueue(label: "bus.\(configuration.name)")
        deadlines = Deadlines(on: queue)
        inbox = try Inbox(native: prompt, prefix: configuration.inboxPrefix)
        ticker = DispatchSource.makeTimerSource(queue: queue)
        ticker.schedule(deadline: .now() + .milliseconds(250), repeating: .milliseconds(250))
        ticker.setEventHandler { [weak events] in events?.tick() }
        ticker.resume()
    }

    deinit {
        ticker.cancel()
        natsConnection_Destroy(prompt)
        natsConnection_Destroy(native)
    }

    /// Connects; waits until a server answers, or throws at once when `waiting` is false.
    public static func connect(
        _ configuration: BusConfiguration, log: Logger, waiting: Bool = true
    ) async throws -> BusConnection {
        var told = false
        while true {
            do {
                return try await BlockingThreads.run { () throws(BusError) in
                    try open(configuration, log: log)
                }
            } catch {
                guard waiting, case .unreachable = error else { throw error }
                if !told {
                    log.warning(
                        "waiting for nats-server",
                        metadata: ["url": "\(Redaction.withoutCredentials(configuration.url))", "cause": "\(error)"])
                    told = true
                }
                try await Task.sleep(for: .milliseconds(300))
            }
        }
    }

    private static func open(_ configuration: BusConfiguration, log: Logger) throws(BusError) -> BusConnection {
        let events = ConnectionEvents(log: log, url: Redaction.withoutCredentials(configuration.url))
        let native = try NativeConnection.open(configuration, events: events)
        do throws(BusError) {
            let prompt = try NativeConnection.open(configuration, isPrompt: true)
            return try BusConnection(
                native: native, prompt: prompt, events: events, configuration: configuration, log: log)
        } catch {
            natsConnection_Destroy(native)
            throw error
        }
    }

    /// Whether the server is there now.
    public var isConnected: Bool {
        [native, prompt].allSatisfy { natsConnection_Status($0) == NATS_CONN_STATUS_CONNECTED }
    }

    /// A new reply subject of this client.
    func newInbox() -> String { inbox.newSubject() }

    /// Sends a message of plain NATS at once, without waiting for an answer.
    public func publish(_ message: OutgoingMessage, reply: String? = nil) throws(BusError) {
        let native = try message.makeNative(reply: reply)
        defer { natsMsg_Destroy(native) }
        try BusError.check(natsConnection_PublishMsg(prompt, native), "publish to \(message.subject)")
    }

    /// Sends what was published to JetStream as soon as the calls that are queued now are done.
    ///
    /// By itself libnats waits up to a millisecond for more to send, which the hops from a publisher to a subscriber
    /// would add up; one flush covers all that was published since the last.
    func flushSoon() {
        let isNew = isFlushDue.withLock { due in
            defer { due = true }
            return !due
        }
        guard isNew else { return }
        queue.async { [self] in
            isFlushDue.withLock { $0 = false }
            natsConnection_FlushTimeout(native, Self.flushPatienceMilliseconds)
        }
    }

    /// A server that takes longer is busy: then it hardly matters when libnats sends.
    private static let flushPatienceMilliseconds: Int64 = 20

    /// Sends bytes without headers: acks and pull requests, where speed counts.
    func publish(_ subject: String, reply: String? = nil, text: String) throws(BusError) {
        var text = text
        let status = text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { characters in
                reply.map {
                    natsConnection_PublishRequest(native, subject, $0, characters.baseAddress, Int32(characters.count))
                }
                    ?? natsConnection_Publish(native, subject, characters.baseAddress, Int32(characters.count))
            }
        }
        try BusError.check(status, "publish to \(subject)")
    }

    /// Calls `onReconnect` after each reconnect and `onTick` four times a second, while the token lives.
    func observe(onReconnect: @escaping @Sendable () -> Void, onTick: @escaping @Sendable () -> Void)
        -> ObservationToken
    {
        events.observe(onReconnect: onReconnect, onTick: onTick)
    }

    /// Sends what is buffered and waits until the server has it.
    public func flush() async throws {
        try await offload(queue) { [self] () throws(BusError) in
            try BusError.check(natsConnection_FlushTimeout(native, 5_000), "flush")
            try BusError.check(natsConnection_FlushTimeout(prompt, 5_000), "flush")
        }
    }

    /// Sends what is buffered, ends all subscriptions and closes.
    public func close() async {
        let first = isClosed.withLock { closed in
            defer { closed = true }
            return !closed
        }
        guard first else { return }
        events.startClosing()
        try? await offload(queue) { [self] () throws(BusError) in
            for connection in [native, prompt] {
                _ = natsConnection_FlushTimeout(connection, 1_000)
                natsConnection_Close(connection)
            }
        }
    }
}

/// Runs a call that may block on a queue, so that no cooperative thread waits for it.
func offload<Value: Sendable>(
    _ queue: DispatchQueue, _ work: @escaping @Sendable () throws(BusError) -> Value
) async throws(BusError) -> Value {
    let result: Result<Value, BusError> = await withCheckedContinuation { continuation in
        queue.async { continuation.resume(returning: Result { () throws(BusError) in try work() }) }
    }
    return try result.get()
}
