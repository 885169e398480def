import Bus
import Mesh
import Messages
import State

/// Brings to one channel of one subscription what waits for it: the channel's own queue, apart from all others.
///
/// A notice that arrived is noted before it is acked; one that did not is tried again after a rest that grows, and after
/// the last attempt it goes to the dead letters, where its owner sees it. Copies of the service share the queue. A worker
/// that is cancelled takes nothing more, and ends what it is at.
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
    /// How long JetStream waits for a sign of life of whoever has a notice; there is one each third of it.
    static let ackWaitSeconds = 30.0

    var project: String { subscription.project }
    var ledger: DeliveryLedger {
        DeliveryLedger(redis: mesh.redis, project: project, subscription: subscription.name)
    }
    /// VOEvents are documents of one event each.
    private var gathers: Bool { schedule.digest != nil && !["voevent", "voevent-file"].contains(channel.kind) }

    /// Works until the task is cancelled.
    func run() async throws {
        if gathers { return try await deliverDigests() }
        while !Task.isCancelled {
            try await sleep(until: schedule.opening(from: .now))
            try await deliverEach(until: schedule.closing(after: .now))
        }
    }

    func sleep(until time: UnixTime) async throws {
        let seconds = time.seconds(since: .now)
        if seconds > 0 { try await Task.sleep(for: .seconds(seconds)) }
    }

    func reader(batchSize: Int) async throws -> PullConsumer {
        let names = ProjectStreams(project)
        return try await mesh.patiently("deliveries of \(subscription.name)") {
            try await mesh.jetStream.consume(
                names.deliveries,
                names.channelConsumer(
                    subscription: subscription.name, channel: channel.name, patienceSeconds: Self.ackWaitSeconds),
                batchSize: batchSize, fetchesAhead: false)
        }
    }

    /// Brings each notice by itself until quiet hours begin.
    private func deliverEach(until closing: UnixTime?) async throws {
        let reader = try await reader(batchSize: Self.mostAtOnce)
        defer { reader.end() }
        let bell = closing.map { closing in
            Task {
                try await sleep(until: closing)
                reader.end()
            }
        }
        defer { bell?.cancel() }
        while let batch = await reader.nextBatch() {
            await withTaskGroup(of: Void.self) { deliveries in
                for message in batch { deliveries.addTask { await deliver([message]) } }
            }
        }
    }
}
