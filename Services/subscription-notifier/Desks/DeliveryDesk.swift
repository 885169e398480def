import Bus
import Mesh
import Messages

/// Shows subscribers what became of their notices, and sends again what was given up.
struct DeliveryDesk: Sendable {
    let mesh: MeshConnection
    let outlets: Outlets
    let subscriptions: SubscriptionDesk

    private static let usualRecords = 100
    private static let mostRecords = 2_000

    private func ledger(_ project: String, _ name: String) -> DeliveryLedger {
        DeliveryLedger(redis: mesh.redis, project: project, subscription: name)
    }

    /// The newest attempts of the caller's own subscription, and what was given up.
    func deliveries(_ request: DeliveriesRequest, project: String, user: String) async throws -> DeliveryList {
        _ = try await subscriptions.own(request.name, project: project, user: user)
        let limit = request.limit == 0 ? Self.usualRecords : min(Self.mostRecords, Int(request.limit))
        let ledger = ledger(project, request.name)
        return DeliveryList(
            deliveries: try await ledger.records(alertID: request.alertID, limit: limit),
            undelivered: try await ledger.undelivered())
    }

    /// Tries again what was given up, from the start, or lets it go.
    func redeliver(_ request: RedeliverRequest, project: String, user: String) async throws -> RedeliverReceipt {
        let subscription = try await subscriptions.own(request.name, project: project, user: user)
        let ledger = ledger(project, request.name)
        let waiting = try await ledger.undelivered()
        let unknown = Set(request.ids).subtracting(waiting.map(\.id))
        guard unknown.isEmpty else {
            throw RequestError(
                "not-found",
                "subscription \(request.name) has no undelivered notice \(unknown.sorted().joined(separator: ", "))")
        }
        var count: UInt32 = 0
        var problem: RequestError?
        for entry in waiting where request.ids.isEmpty || request.ids.contains(entry.id) {
            do {
                if !request.drops { try await sendAgain(entry, of: subscription) }
                count += UInt32(try await ledger.release([entry.id]))
            } catch let error as RequestError {
                problem = error
            }
        }
        if let problem, count == 0 { throw problem }
        return RedeliverReceipt(notices: count)
    }

    private func sendAgain(_ entry: Undelivered, of subscription: Subscription) async throws {
        let project = subscription.project
        guard subscription.channels.contains(where: { $0.name == entry.channel }) else {
            throw RequestError(
                "not-found",
                "notice \(entry.id) was for channel \(entry.channel), which subscription \(subscription.name) has not any more"
            )
        }
        guard let sequence = UInt64(entry.id),
            let message = try await mesh.jetStream.message(ofStream: ProjectStreams(project).dead, sequence: sequence)
        else { throw RequestError("not-found", "notice \(entry.id) is not kept any more") }
        let letter = try message.withBody { bytes throws(MessageError) in try DeadLetter(serialized: bytes) }
        try await mesh.publisher.publish(
            OutgoingMessage(
                subject: Subject.delivery(project, subscription.name, entry.channel), body: letter.original,
                messageID: "\(entry.alertKey)@\(subscription.name)/\(entry.channel)#r\(entry.id)"))
    }

    /// Sends a made-up notice through every channel of the caller's own subscription, once.
    func test(_ name: String, project: String, user: String) async throws -> ChannelTests {
        let subscription = try await subscriptions.own(name, project: project, user: user)
        let secrets = try await subscriptions.store.secrets(project, name)
        let notice = TestNotice.notice(for: subscription)
        return ChannelTests(
            deliveries: await withTaskGroup(of: (Int, DeliveryRecord).self) { group in
                for (index, channel) in subscription.channels.enumerated() {
                    group.addTask {
                        (index, await test(channel, of: subscription, secret: secrets[channel.name], notice))
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }.sorted { $0.0 < $1.0 }.map(\.1)
            })
    }

    private func test(
        _ channel: Channel, of subscription: Subscription, secret: String?, _ notice: Notice
    ) async -> DeliveryRecord {
        let started = ContinuousClock.now
        var record = DeliveryRecord(channel: channel.name, attempt: 1)
        do {
            let outlet = try outlets.outlet(for: channel, of: subscription, secret: secret ?? "")
            let proof = try await outlet.bring([notice], id: "test-\(UInt64.random(in: .min ... .max))")
            record.outcome = "delivered"
            record.detail = proof.detail
            record.contentSHA256 = proof.contentSHA256
        } catch {
            record.outcome = "undelivered"
            record.detail = "\(error)"
        }
        record.at = .now
        record.milliseconds = (ContinuousClock.now - started) / .milliseconds(1)
        return record
    }
}
