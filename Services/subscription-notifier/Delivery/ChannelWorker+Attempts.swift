import Bus
import Logging
import Mesh
import Messages
import Metrics

extension ChannelWorker {
    /// A notice that is to be brought.
    private struct Waiting {
        let message: BusMessage
        let notice: Notice
        /// Key of its alert.
        let key: String
        /// Attempts that failed.
        let failures: Int
    }

    /// Brings notices, together, and settles what came of it.
    ///
    /// - Returns: the rest before they are tried again, seconds; nil where that is not needed.
    @discardableResult
    func deliver(_ messages: [BusMessage]) async -> Double? {
        // Waiting for a turn takes its time, too.
        let heart = Task {
            while true {
                try await Task.sleep(for: .seconds(Self.ackWaitSeconds / 3))
                for message in messages { try? mesh.bus.inProgress(message) }
            }
        }
        defer { heart.cancel() }
        do {
            return try await gate.pass(DeliveryGate.Priority(subscription.calm.priority)) { () -> Double? in
                try Task.checkCancellation()
                // What has begun is ended: the other side may have taken it already.
                return try await Task { try await attempt(messages) }.value
            }
        } catch is CancellationError {
            // Another copy takes them over at once.
            for message in messages { try? mesh.bus.nak(message, delaySeconds: 0) }
        } catch {
            mesh.log.warning(
                "delivery left for later",
                metadata: [
                    "project": "\(project)", "subscription": "\(subscription.name)", "channel": "\(channel.name)",
                    "reason": "\(error)",
                ])
            for message in messages { try? mesh.bus.nak(message, delaySeconds: options.retrySeconds) }
        }
        return options.retrySeconds
    }

    private func attempt(_ messages: [BusMessage]) async throws -> Double? {
        var waiting: [Waiting] = []
        for message in messages {
            guard let notice = try await read(message) else { continue }
            guard notice.subscriptionVersion <= subscription.version else {
                // This worker is of an older version, perhaps of somebody else's: the newer one is about to come.
                try mesh.bus.nak(message, delaySeconds: 0.3)
                continue
            }
            let key = AlertKey(notice.anomaly.score).description
            let standing = try await ledger.standing(channel.name, key)
            if standing.isDelivered {
                // It went before, and the ack was lost.
                try mesh.bus.ack(message)
            } else {
                waiting.append(Waiting(message: message, notice: notice, key: key, failures: standing.failures))
            }
        }
        guard !waiting.isEmpty else { return nil }
        let started = ContinuousClock.now
        let id = DeliveryIdentity.id(
            project: project, subscription: subscription.name, channel: channel.name, alertKeys: waiting.map(\.key))
        let result: Result<DeliveryProof, DeliveryFailure>
        do throws(DeliveryFailure) {
            result = .success(try await outlet.bring(waiting.map(\.notice), id: id))
        } catch {
            result = .failure(error)
        }
        let milliseconds = (ContinuousClock.now - started) / .milliseconds(1)
        switch result {
        case .success(let proof):
            try await note(waiting, "delivered", proof.detail, milliseconds, proof.contentSHA256)
            for entry in waiting { try mesh.bus.ack(entry.message) }
            return nil
        case .failure(let failure): return try await settle(waiting, failure, milliseconds)
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

    /// Gives up those that have had all their attempts; the others rest.
    private func settle(_ waiting: [Waiting], _ failure: DeliveryFailure, _ milliseconds: Double) async throws
        -> Double?
    {
        let isOver = { (entry: Waiting) in !failure.isPassing || entry.failures + 1 >= options.attempts }
        let (over, again) = (waiting.filter(isOver), waiting.filter { !isOver($0) })
        if !over.isEmpty {
            for entry in over { try await giveUp(entry, failure) }
            try await note(over, "undelivered", failure.description, milliseconds)
            for entry in over { try mesh.bus.ack(entry.message) }
        }
        guard let most = again.map(\.failures).max() else { return nil }
        try await note(again, "retry", failure.description, milliseconds)
        let rest = RetryDelay.seconds(
            afterAttempt: most + 1, first: options.retrySeconds, asked: failure.retryAfterSeconds)
        for entry in again { try mesh.bus.nak(entry.message, delaySeconds: rest) }
        return rest
    }

    private func note(
        _ entries: [Waiting], _ outcome: String, _ detail: String, _ milliseconds: Double, _ checksum: String = ""
    ) async throws {
        try await ledger.note(
            DeliveryRecord(
                channel: channel.name, alertKeys: entries.map(\.key), at: .now,
                attempt: UInt32((entries.map(\.failures).max() ?? 0) + 1), outcome: outcome, detail: detail,
                milliseconds: milliseconds, contentSHA256: checksum))
        Counter(label: "deliveries_total", dimensions: [("kind", channel.kind), ("outcome", outcome)]).increment()
    }

    /// Puts a notice away where its owner and the operators see it.
    private func giveUp(_ entry: Waiting, _ failure: DeliveryFailure) async throws {
        let attempts = UInt32(entry.failures + 1)
        let sequence = try await mesh.deadLetters.put(
            project: project, original: entry.message.body, origin: entry.message.subject,
            sequence: entry.message.delivery?.streamSequence ?? 0,
            messageID: entry.message.header("Nats-Msg-Id") ?? "", attempts: attempts, kind: "undelivered",
            reason: failure.description)
        try await ledger.keep(
            Undelivered(
                id: String(sequence), channel: channel.name, alertKey: entry.key, reason: failure.description,
                attempts: attempts, at: .now, summary: AnomalyText.line(entry.notice.anomaly)))
    }
}
