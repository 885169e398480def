import Glibc
import Logging

/// The loop of the client's thread: connects, sends what is queued, hands out the answers, and does all
/// of it again when the connection is lost.
///
/// Redis answers in order, so the requests under way form a queue whose head is answered next. One that
/// nobody waits for any more keeps its place, and its answers are dropped.
final class RedisWorker {
    private enum Phase {
        case away(until: ContinuousClock.Instant)
        case connecting(RedisConnection, deadline: ContinuousClock.Instant)
        /// The greeting (AUTH, SELECT, PING) has been sent.
        case greeting(RedisConnection, deadline: ContinuousClock.Instant)
        case ready(RedisConnection)
    }

    private struct Sent {
        let request: RedisRequest
        let at: ContinuousClock.Instant
        var replies: RedisRequest.Replies = []
    }

    private let address: RedisAddress
    private let connectTimeout: Duration
    private let mailbox: RedisMailbox
    private let logger: Logger

    private var phase = Phase.away(until: .now)
    /// Not yet sent, in order.
    private var queued: [RedisRequest] = []
    /// Sent, in order; those before `head` are answered.
    private var sent: [Sent] = []
    private var head = 0
    /// No request that someone waits for is due before this; it may be too early, never too late.
    private var nextRequestDeadline = ContinuousClock.now
    private var lastReceived = ContinuousClock.now
    private var failedAttempts = 0
    private var lastFailure: String?
    private var place: String { address.description }

    /// As many bytes as go into one write, so that hiredis' buffer, which moves its tail after each
    /// partial write, stays small.
    private static let bytesPerWrite = 256 * 1024

    init(address: RedisAddress, connectTimeout: Duration, mailbox: RedisMailbox, logger: Logger) {
        self.address = address
        self.connectTimeout = connectTimeout
        self.mailbox = mailbox
        self.logger = logger
    }

    /// Runs until the mailbox is closed; all that is left then fails as closed.
    func run() {
        while let new = mailbox.takeAll() {
            queued += new
            for request in new { nextRequestDeadline = min(nextRequestDeadline, request.deadline) }
            expireRequests()
            expirePhase()
            do {
                try sendQueued()
                try wait()
            } catch {
                lose(error.text)
            }
        }
        mailbox.setConnected(false)
        for entry in sent[head...] { entry.request.finish(entry.replies, missing: closed) }
        for request in queued { request.finish([], missing: closed) }
    }

    // MARK: Sending and receiving

    private func sendQueued() throws(RedisConnection.Failure) {
        guard case .ready(let connection) = phase, !connection.hasUnsentBytes else { return }
        var taken = 0
        while taken < queued.count, !connection.hasUnsentBytes {
            var wire: [UInt8] = []
            let now = ContinuousClock.now
            while taken < queued.count, wire.count < Self.bytesPerWrite {
                let request = queued[taken]
                taken += 1
                if request.isFinished { continue }
                wire += request.wire
                sent.append(Sent(request: request, at: now))
            }
            if wire.isEmpty { break }
            do {
                try connection.send(wire)
            } catch {
                queued.removeFirst(taken)
                throw error
            }
        }
        queued.removeFirst(taken)
    }

    private func receive(from connection: RedisConnection) throws(RedisConnection.Failure) {
        lastReceived = .now
        try connection.receive { reply in
            guard head < sent.count else { return }
            let name = sent[head].request.names[sent[head].replies.count]
            sent[head].replies.append(reply.mapError { .refused(command: name, place: place, message: $0.text) })
            if sent[head].replies.count == sent[head].request.names.count {
                sent[head].request.finish(sent[head].replies, missing: closed)
                head += 1
            }
        }
        if case .greeting(let connection, _) = phase, head == 1 {
            try finishGreeting(sent[0].replies, connection)
        }
        if head > 1024 || head == sent.count {
            sent.removeFirst(head)
            head = 0
        }
    }

    /// Waits until there is something to read, to write, to send, or until a time is up.
    private func wait() throws(RedisConnection.Failure) {
        var descriptors = [pollfd(fd: mailbox.wakeDescriptor, events: Int16(POLLIN), revents: 0)]
        switch phase {
        case .away: break
        case .connecting(let connection, _):
            descriptors.append(pollfd(fd: connection.fileDescriptor, events: Int16(POLLOUT), revents: 0))
        case .greeting(let connection, _), .ready(let connection):
            let events = POLLIN | (connection.hasUnsentBytes ? POLLOUT : 0)
            descriptors.append(pollfd(fd: connection.fileDescriptor, events: Int16(events), revents: 0))
        }
        let timeout = mailbox.willSleep() ? millisecondsToNextDeadline() : 0
        guard poll(&descriptors, nfds_t(descriptors.count), timeout) > 0 else { return }
        if descriptors[0].revents != 0 { mailbox.clearWake() }
        guard descriptors.count == 2, descriptors[1].revents != 0 else { return }
        switch phase {
        case .away: break
        case .connecting(let connection, let deadline):
            try connection.finishConnecting()
            try greet(connection, deadline: deadline)
        case .greeting(let connection, _), .ready(let connection):
            if descriptors[1].revents & Int16(POLLOUT) != 0 { try connection.flush() }
            if descriptors[1].revents & ~Int16(POLLOUT) != 0 { try receive(from: connection) }
        }
    }

    // MARK: Connecting

    private func connect() {
        do {
            let connection = try RedisConnection(host: address.host, port: address.port)
            phase = .connecting(connection, deadline: .now + connectTimeout)
        } catch {
            lose(error.text)
        }
    }

    private func greet(_ connection: RedisConnection, deadline: ContinuousClock.Instant) throws(RedisConnection.Failure)
    {
        var commands: [RedisCommand] = []
        if let password = address.password {
            commands.append(RedisCommand("AUTH", arguments: (address.user.map { [$0] } ?? []) + [password]))
        }
        if address.database != 0 { commands.append(RedisCommand("SELECT", address.database)) }
        commands.append(RedisCommand("PING"))
        // Nobody waits for the greeting's continuation; `receive` looks at its replies.
        let request = RedisRequest(commands, timeout: connectTimeout)
        sent = [Sent(request: request, at: .now)]
        head = 0
        phase = .greeting(connection, deadline: deadline)
        try connection.send(request.wire)
    }

    private func finishGreeting(
        _ replies: RedisRequest.Replies, _ connection: RedisConnection
    ) throws(RedisConnection.Failure) {
        for case .failure(let refusal) in replies {
            if !refusal.isTransient {
                // Waiting does not mend a wrong password or database: say so at once to all who wait.
                for request in queued { request.finish([], missing: { _ in refusal }) }
                queued = []
            }
            throw RedisConnection.Failure(text: refusal.description)
        }
        if failedAttempts > 0 {
            logger.info("redis is back", metadata: ["redis": "\(place)", "attempts": "\(failedAttempts)"])
        }
        phase = .ready(connection)
        failedAttempts = 0
        lastFailure = nil
        mailbox.setConnected(true)
    }

    /// Fails what is under way, drops the connection and plans the next attempt.
    ///
    /// What is queued stays.
    private func lose(_ cause: String) {
        if failedAttempts == 0 {
            logger.warning("redis is away", metadata: ["redis": "\(place)", "cause": "\(cause)"])
        }
        for entry in sent[head...] {
            entry.request.finish(entry.replies) { .connectionLost(command: $0, place: place, cause: cause) }
        }
        sent = []
        head = 0
        lastFailure = cause
        mailbox.setConnected(false)
        phase = .away(until: .now + Backoff.delay(afterFailures: failedAttempts))
        failedAttempts += 1
    }

    // MARK: Time

    /// Acts on a phase whose time is up.
    private func expirePhase() {
        let now = ContinuousClock.now
        switch phase {
        case .away(let until): if now >= until { connect() }
        case .connecting(_, let deadline):
            if now >= deadline { lose("connecting took longer than \(connectTimeout)") }
        case .greeting(_, let deadline):
            if now >= deadline { lose("the greeting was not answered within \(connectTimeout)") }
        case .ready: break
        }
    }

    /// Fails requests whose time is up.
    ///
    /// When not a byte has come since one was sent, the connection is taken for dead.
    private func expireRequests() {
        let now = ContinuousClock.now
        guard now >= nextRequestDeadline else { return }
        func expire(_ request: RedisRequest, _ replies: RedisRequest.Replies) {
            request.finish(replies) {
                .timedOut(command: $0, place: place, after: request.timeout, cause: lastFailure)
            }
        }
        for request in queued where now >= request.deadline { expire(request, []) }
        queued.removeAll(where: \.isFinished)
        if case .ready = phase {
            var isSilent = false
            for entry in sent[head...] where now >= entry.request.deadline && !entry.request.isFinished {
                expire(entry.request, entry.replies)
                if lastReceived < entry.at { isSilent = true }
            }
            if isSilent { lose("no answer in time") }
        }
        let waitedFor = (queued + sent[head...].map(\.request)).filter { !$0.isFinished }
        nextRequestDeadline = waitedFor.map(\.deadline).min() ?? now + .seconds(3600)
    }

    private func millisecondsToNextDeadline() -> Int32 {
        var deadline = nextRequestDeadline
        switch phase {
        case .away(let until): deadline = min(deadline, until)
        case .connecting(_, let end), .greeting(_, let end): deadline = min(deadline, end)
        case .ready: break
        }
        let wait = ContinuousClock.now.duration(to: deadline)
        return Int32(clamping: Int((max(wait, .zero) / .milliseconds(1)).rounded(.up)))
    }

    private func closed(_ name: String) -> StateError { .closed(command: name, place: place) }
}
