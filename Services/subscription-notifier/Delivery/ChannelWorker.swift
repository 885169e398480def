import Bus
import Logging
import Mesh
import Messages
import Metrics
import State

/// Brings to one channel of one subscription what waits for it: the channel's own queue, apart from all others.
///
/// A notice that arrived is noted before it is acked; one that did not is tried again after a rest that grows, and after
/// the last attempt it goes to the dead letters, where its owner sees it. Copies of the service share the queue.
struct ChannelWorker: Sendable {
    let mesh: MeshConnection
    let subscription: Subscription
    let channel: Channel
    let outlet: any Outlet
    let schedule: DeliverySchedule
    let gate: DeliveryGate
    let options: NotifierOptions

    /// Deliveries to the same channel that are under way at once.
    private static let mostAtOnce = 8
    /// The most notices in one digest.
    private static let mostInDigest = 500

    private var project: String { subscription.project }
    private var ledger: DeliveryLedger {
        DeliveryLedger(redis: mesh.redis, project: project, subscription: subscription.name)
    }

    /// Works until the task is cancelled.
    func run() async throws {
        while !Task.isCancelled {
            try await sleep(
                until: schedule.digest == nil ? schedule.opening(from: .now) : schedule.nextDigest(after: .now))
            if schedule.digest == nil {
                try await deliverEach(until: schedule.closing(after: .now))
            } else {
                try await deliverDigests()
            }
        }
    }

    private func sleep(until time: UnixTime) async throws {
        let seconds = time.seconds(since: .now)
        if seconds > 0 { try await Task.sleep(for: .seconds(seconds)) }
    }

    private func reader() async throws -> PullConsumer {
        let names = ProjectStreams(project)
        return try await mesh.patiently("deliveries of \(subscription.name)") {
            try await mesh.jetStream.consume(
                names.deliveries,
                names.channelConsumer(
                    subscription: subscription.name, channel: channel.name,
                    patienceSeconds: options.attemptSeconds + 30),
                batchSize: schedule.digest == nil ? Self.mostAtOnce : Self.mostInDigest, fetchesAhead: false)
        }
    }

    // MARK: One by one

    /// Brings each notice by itself until quiet hours begin.
    private func deliverEach(until closing: UnixTime?) async throws {
        let reader = try await reader()
        defer { reader.end() }
        try await withThrowingTaskGroup(of: Void.self) { group in
            if let closing {
                group.addTask {
                    try await sleep(until: closing)
                    reader.end()
                }
            }
            group.addTask {
                while let batch = await reader.nextBatch() {
                    await withTaskGroup(of: Void.self) { deliveries in
                        for message in batch { deliveries.addTask { await deliver([message]) } }
                    }
                }
            }
            try await group.next()
            group.cancelAll()
        }
    }

    // MARK: Together

    /// Sends what has gathered, and what of it must be tried again; one copy of the service does it.
    private func deliverDigests() async throws {
        let reader = try await reader()
        defer { reader.end() }
        let names = ProjectStreams(project)
        let durable = names.channelDurable(subscription: subscription.name, channel: channel.name)
        let lease = Lease(
            mesh.redis, key: "peryton:\(project):digest:\(subscription.name):\(channel.name)", lifetime: .seconds(60))
        while let state = try await mesh.jetStream.state(ofConsumer: durable, onStream: names.deliveries),
            state.pending > 0 || state.unacked > 0
        {
            guard try await lease.acquire() else {
                // Should the copy that sends it die, this one goes on.
                try await Task.sleep(for: .seconds(5))
                continue
            }
            guard let gathered = await gather(Int(min(state.pending, UInt64(Self.mostInDigest))), from: reader) else {
                break
            }
            await deliver(gathered)
        }
        try await lease.release()
    }

    /// Waits for so many messages, at least one; nil when the reader has ended.
    private func gather(_ count: Int, from reader: PullConsumer) async -> [BusMessage]? {
        var gathered: [BusMessage] = []
        repeat {
            guard let batch = await reader.nextBatch() else {
                for message in gathered { try? mesh.bus.nak(message, delaySeconds: 0) }
                return nil
            }
            gathered += batch
        } while gathered.count < count
        return gathered
    }

    // MARK: One attempt

    private func deliver(_ messages: [BusMessage]) async {
        do {
            var open: [(message: BusMessage, notice: Notice, key: String, failures: Int)] = []
            for message in messages {
                guard let notice = try await read(message) else { continue }
                let key = AlertKey(notice.anomaly.score).description
                let standing = try await ledger.standing(channel.name, key)
                // It went before, and the ack was lost.
                guard !standing.isDelivered else {
                    try mesh.bus.ack(message)
                    continue
                }
                open.append((message, notice, key, standing.failures))
            }
            guard !open.isEmpty else { return }
            try await attempt(open)
        } catch {
            guard !(error is CancellationError) else {
                // Another copy takes them over at once.
                for message in messages { try? mesh.bus.nak(message, delaySeconds: 0) }
                return
            }
            mesh.log.warning(
                "delivery left for later",
                metadata: [
                    "project": "\(project)", "subscription": "\(subscription.name)", "channel": "\(channel.name)",
                    "reason": "\(error)",
                ])
            for message in messages { try? mesh.bus.nak(message, delaySeconds: options.retrySeconds) }
        }
    }

    private func read(_ message: BusMessage) async throws -> Notice? {
        do throws(MessageError) {
            return try message.withBody { bytes throws(MessageError) in try Notice(serialized: bytes) }
        } catch {
            try await mesh.deadLetters.put(
                project: project, original: message.body, origin: message.subject,
                sequence: message.delivery?.streamSequence ?? 0, kind: "malformed", reason: error.description)
            try mesh.bus.ack(message)
            return nil
        }
    }

    private func attempt(_ open: [(message: BusMessage, notice: Notice, key: String, failures: Int)]) async throws {
        let started = ContinuousClock.now
        let id = DeliveryIdentity.id(
            project: project, subscription: subscription.name, channel: channel.name, alertKeys: open.map(\.key))
        var record = DeliveryRecord(
            channel: channel.name, alertKeys: open.map(\.key), attempt: UInt32(open[0].failures + 1))
        let result = await gate.pass(DeliveryGate.Priority(subscription.calm.priority)) {
            () async -> Result<DeliveryProof, DeliveryFailure> in
            do throws(DeliveryFailure) {
                return .success(try await outlet.bring(open.map(\.notice), id: id))
            } catch {
                return .failure(error)
            }
        }
        try Task.checkCancellation()
        record.at = .now
        record.milliseconds = (ContinuousClock.now - started) / .milliseconds(1)
        switch result {
        case .success(let proof):
            record.outcome = "delivered"
            record.detail = proof.detail
            record.contentSHA256 = proof.contentSHA256
            try await ledger.note(record)
            for entry in open { try mesh.bus.ack(entry.message) }
        case .failure(let failure):
            let isLast = !failure.isPassing || open[0].failures + 1 >= options.attempts
            record.outcome = isLast ? "undelivered" : "retry"
            record.detail = failure.description
            if isLast { for entry in open { try await giveUp(entry.message, entry.notice, entry.key, record) } }
            try await ledger.note(record)
            guard !isLast else {
                for entry in open { try mesh.bus.ack(entry.message) }
                break
            }
            let rest = RetryDelay.seconds(
                afterAttempt: open[0].failures + 1, first: options.retrySeconds, asked: failure.retryAfterSeconds)
            for entry in open { try mesh.bus.nak(entry.message, delaySeconds: rest) }
        }
        Counter(label: "deliveries_total", dimensions: [("kind", channel.kind), ("outcome", record.outcome)])
            .increment()
    }

    /// Puts a notice away where its owner and the operators see it.
    private func giveUp(_ message: BusMessage, _ notice: Notice, _ key: String, _ record: DeliveryRecord) async throws {
        let sequence = try await mesh.deadLetters.put(
            project: project, original: message.body, origin: message.subject,
            sequence: message.delivery?.streamSequence ?? 0, messageID: message.header("Nats-Msg-Id") ?? "",
            attempts: record.attempt, kind: "undelivered", reason: record.detail)
        try await ledger.keep(
            Undelivered(
                id: String(sequence), channel: channel.name, alertKey: key, reason: record.detail,
                attempts: record.attempt, at: record.at, summary: AnomalyText.line(notice.anomaly)))
    }
}
