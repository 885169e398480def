import Bus
import Mesh
import Messages
import State

extension ChannelWorker {
    /// The most notices in one digest.
    private static let mostInDigest = 500
    /// How long whoever sends a digest has the right to, without a sign of life.
    private static let leaseSeconds = 60

    private var digestKey: String { "peryton:\(project):digest:\(subscription.name):\(channel.name)" }
    /// When the next digest is due, in Redis: one that was missed, while the service was away, goes when it is back.
    private var dueKey: String { "\(digestKey):due:\(subscription.calm.digest)" }

    /// Sends what has gathered whenever it is due; one copy of the service does it.
    func deliverDigests() async throws {
        let lease = Lease(mesh.redis, key: digestKey, lifetime: .seconds(Self.leaseSeconds))
        while !Task.isCancelled {
            try await sleep(until: schedule.opening(from: max(.now, try await due())))
            guard try await lease.acquire() else {
                // Should the copy that sends it die, this one goes on.
                try await Task.sleep(for: .seconds(5))
                continue
            }
            do {
                // Another copy may have sent it just before.
                if try await due() <= .now {
                    let rest = try await deliverWhatWaits(lease)
                    let next = rest.map { UnixTime.now.adding(seconds: $0) } ?? schedule.nextDigest(after: .now)
                    try await put(due: min(next, schedule.nextDigest(after: .now)))
                }
            } catch {
                try? await lease.release()
                throw error
            }
            try await lease.release()
        }
    }

    private func due() async throws -> UnixTime {
        let first = String(schedule.nextDigest(after: .now).microseconds)
        return try await mesh.redis.waiting { [dueKey] redis in
            try await redis.set(dueKey, to: first, lifetime: .seconds(60 * 86_400), when: .absent)
            let bytes = try await redis.get(dueKey) ?? []
            return UnixTime(microseconds: Int64(String(decoding: bytes, as: UTF8.self)) ?? 0)
        }
    }

    private func put(due time: UnixTime) async throws {
        try await mesh.redis.waiting { [dueKey] in
            _ = try await $0.set(dueKey, to: String(time.microseconds), lifetime: .seconds(60 * 86_400))
        }
    }

    /// Sends what waits now; what comes meanwhile is for the next digest.
    ///
    /// - Returns: the rest before what failed is tried again, seconds; nil where nothing did.
    private func deliverWhatWaits(_ lease: Lease) async throws -> Double? {
        let names = ProjectStreams(project)
        let durable = names.channelDurable(subscription: subscription.name, channel: channel.name)
        let reader = try await reader(batchSize: Self.mostInDigest)
        defer { reader.end() }
        let state = try await mesh.patiently("deliveries of \(subscription.name)") {
            try await mesh.jetStream.state(ofConsumer: durable, onStream: names.deliveries)
        }
        var left = Int(state?.pending ?? 0) + (state?.unacked ?? 0)
        var rest: Double?
        while left > 0 {
            guard try await lease.acquire() else { return rest }
            let gathered = await gather(min(left, Self.mostInDigest), from: reader)
            // Those that are missing rest, or are with a copy that has died: they come with a later one.
            guard !gathered.isEmpty else { return rest ?? Self.ackWaitSeconds }
            left -= gathered.count
            if let failed = await deliver(gathered) { rest = max(rest ?? 0, failed) }
        }
        return rest
    }

    /// Waits for so many messages, as long as they keep coming.
    private func gather(_ count: Int, from reader: PullConsumer) async -> [BusMessage] {
        var gathered: [BusMessage] = []
        while gathered.count < count {
            let batch = await withTaskGroup(of: [BusMessage]?.self) { group in
                group.addTask { await reader.nextBatch() }
                group.addTask {
                    try? await Task.sleep(for: .seconds(1))
                    return nil
                }
                // Whichever is first ends the other; what came is never dropped.
                let first = await group.next() ?? nil
                group.cancelAll()
                let second = await group.next() ?? nil
                return first ?? second
            }
            guard let batch else { break }
            gathered += batch
        }
        return gathered
    }
}
