import Glibc
import Logging
import Synchronization

/// A client of one Redis server.
///
/// One thread of its own owns the connection: callers queue commands and suspend, the thread sends all
/// that are queued in one write and resumes each caller with its answer. Concurrent callers are thereby
/// pipelined, and no caller's thread ever blocks.
///
/// When Redis is away the client reconnects by itself, with a capped back-off. Commands under way fail
/// with `StateError.connectionLost`, as nobody can know whether they were done; commands that come
/// meanwhile wait for the connection, up to their time-out. `waiting` repeats what may be repeated.
///
/// ```swift
/// let redis = try RedisClient("redis://127.0.0.1:6379")
/// try await redis.set("peryton:survey:forest:night:live", to: "17")
/// await redis.close()
/// ```
public final class RedisClient: Sendable {
    /// Where the server is.
    public let address: RedisAddress
    /// How long a command may take, queueing included, unless said otherwise.
    public let commandTimeout: Duration

    private let mailbox: RedisMailbox
    /// Nil once it is joined.
    private let thread = Mutex<pthread_t?>(nil)

    /// Starts the client; it connects in the background.
    ///
    /// - Throws: `StateError.cannotStart` when the system has no thread or file descriptor left.
    public init(
        _ address: RedisAddress, connectTimeout: Duration = .seconds(5), commandTimeout: Duration = .seconds(5),
        logger: Logger = Logger(label: "redis")
    ) throws(StateError) {
        guard let mailbox = RedisMailbox() else {
            throw .cannotStart(place: address.description, cause: String(cString: strerror(errno)))
        }
        self.address = address
        self.commandTimeout = commandTimeout
        self.mailbox = mailbox
        let started = startThread {
            RedisWorker(address: address, connectTimeout: connectTimeout, mailbox: mailbox, logger: logger).run()
            mailbox.threadEnded()
        }
        guard let started else {
            throw .cannotStart(place: address.description, cause: "the system gives no more threads")
        }
        thread.withLock { $0 = started }
    }

    /// Starts the client from `redis://[user:password@]host[:port][/database]`.
    public convenience init(_ url: String, logger: Logger = Logger(label: "redis")) throws(StateError) {
        try self.init(RedisAddress(url), logger: logger)
    }

    deinit {
        mailbox.close()
        if let thread = thread.withLock({ $0 }) { pthread_detach(thread) }
    }

    /// Whether the connection stands at the moment.
    public var isConnected: Bool { mailbox.isConnected }

    /// Ends the connection and the thread.
    ///
    /// Commands that are not answered yet fail with `StateError.closed`.
    public func close() async {
        mailbox.close()
        await mailbox.waitForEnd()
        // The thread has said its last word, so the join returns at once.
        if let thread = thread.withLock({ $0.take() }) { pthread_join(thread, nil) }
    }

    /// Sends one command and gives its answer.
    ///
    /// - Throws: `StateError`, or `CancellationError` when the task is cancelled; a command that was
    ///   already sent is done all the same.
    @discardableResult
    public func send(_ command: RedisCommand, timeout: Duration? = nil) async throws -> RedisValue {
        let replies = try await pipeline([command], timeout: timeout)
        return try replies[0].get()
    }

    /// Sends one command given by name and arguments.
    @discardableResult
    public func send(_ name: String, _ arguments: any RedisArgument...) async throws -> RedisValue {
        try await send(RedisCommand(name, arguments: arguments))
    }

    /// Sends several commands back to back and gives an answer or an error for each, in order.
    public func pipeline(
        _ commands: [RedisCommand], timeout: Duration? = nil
    ) async throws -> [Result<RedisValue, StateError>] {
        if commands.isEmpty { return [] }
        let request = RedisRequest(commands, timeout: timeout ?? commandTimeout)
        return try await request.replies { request in
            if !mailbox.add(request) {
                request.finish([]) { .closed(command: $0, place: address.description) }
            }
        }
    }

    /// Repeats an operation until Redis is there to answer it: for what may be done twice.
    ///
    /// Errors that do not pass by themselves (`StateError.isTransient`) are thrown; the task's
    /// cancellation ends the wait.
    public func waiting<Answer: Sendable>(
        _ operation: @Sendable (RedisClient) async throws -> Answer
    ) async throws -> Answer {
        var failures = 0
        while true {
            do {
                return try await operation(self)
            } catch let error as StateError where error.isTransient {
                try await Task.sleep(for: Backoff.delay(afterFailures: failures))
                failures += 1
            }
        }
    }
}

/// Starts a thread that runs `body`; nil when the system gives no thread.
private func startThread(_ body: @escaping @Sendable () -> Void) -> pthread_t? {
    final class Body: Sendable {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }
    let box = Unmanaged.passRetained(Body(body))
    var thread = pthread_t()
    let status = pthread_create(
        &thread, nil,
        { argument in
            // Signals are for other threads. A write to a closed socket then gives EPIPE, not SIGPIPE.
            var all = sigset_t()
            sigfillset(&all)
            pthread_sigmask(SIG_BLOCK, &all, nil)
            if let argument { Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run() }
            return nil
        }, box.toOpaque())
    if status != 0 {
        box.release()
        return nil
    }
    return thread
}
