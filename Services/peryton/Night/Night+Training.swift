import Bus
import Foundation
import Jobs
import Mesh
import Messages
import Synchronization

extension Night {
    /// Sends what the first forest learns from and waits until it is live and has scored all of that.
    ///
    /// Returns the scores a second from the moment the forest was live, nil where there was nothing to measure.
    func trainFirst(_ forestEvents: PullConsumer) async throws -> Double? {
        try await sendUntilTrained()
        let live = try await firstForest(forestEvents)
        let forest = live.forest
        progress.tell(
            "forest \(forest.stream)/\(forest.version) is live: \(forest.trees) trees on \(forest.rows) alerts, "
                + String(format: "trained in %.1f s", forest.trainingSeconds))
        let waited = tally.counts.accepted
        try await settle {
            scores.count >= waited
        } movement: {
            scores.count
        }
        return drainRate(since: live.at)
    }

    /// Sends alerts until enough were accepted for the first forest.
    private func sendUntilTrained() async throws {
        say("publishing \(min(plan.trainAfter, plan.files.count)) alerts, which wait for the first forest")
        while tally.counts.accepted < plan.trainAfter, tally.counts.total < plan.files.count {
            try await publish(plan.trainAfter - tally.counts.accepted, rate: nil)
        }
        let counts = tally.counts
        guard counts.accepted >= NightPlan.fewestAlerts else {
            throw CommandFailure(
                "of \(counts.total) packets \(counts.accepted) became alerts (\(counts.duplicate) seen before, "
                    + "\(counts.rejected) rejected); expected at least \(NightPlan.fewestAlerts) for the first forest")
        }
        if counts.accepted < plan.trainAfter {
            // Some packets were rejected or seen before, so fewer alerts have come than there are packets.
            try await declareStream(trainAfter: counts.accepted)
        }
    }

    /// Waits until the first forest is live, whoever trains it; gives up when its training fails or nothing is heard of it.
    private func firstForest(_ events: PullConsumer) async throws -> ForestEvent {
        let silence = Silence()
        return try await withThrowingTaskGroup(of: ForestEvent?.self) { group in
            group.addTask { try await liveForest(events) }
            group.addTask {
                let jobs = try JobClient(
                    connection: client.bus, publisher: client.publisher, user: Self.trainer)
                let job = try await jobs.wait(
                    for: Self.firstJob, project: client.project, patienceSeconds: .infinity
                ) { job in
                    silence.isBroken()
                    progress.show(Double(tally.counts.total) / Double(plan.files.count), job.message)
                }
                guard job.phase == .completed else {
                    throw CommandFailure(job.error.isEmpty ? "job \(job.id): \(job.message)" : job.error)
                }
                return nil
            }
            group.addTask {
                try await silence.wait(forSeconds: Self.patienceSeconds)
                throw CommandFailure(
                    "nothing was heard of the first forest for \(Int(Self.patienceSeconds)) s; "
                        + "the log of forest-trainer may tell why")
            }
            defer { group.cancelAll() }
            while let event = try await group.next() {
                if let event { return event }
            }
            throw CancellationError()
        }
    }

    /// In whose name forest-trainer orders the first forest, and the id that it gives the job.
    private static let trainer = "forest-trainer"
    private static let firstJob = "first-\(stream)"

    private func liveForest(_ events: PullConsumer) async throws -> ForestEvent {
        for await batch in events {
            for message in batch {
                let event = try message.withBody { bytes throws(MessageError) in try ForestEvent(serialized: bytes) }
                if event.kind == .live, event.forest.stream == Self.stream { return event }
            }
        }
        throw CancellationError()
    }

    /// Scores a second, from the moment the forest was live to the last score of an alert that had waited.
    private func drainRate(since live: UnixTime) -> Double? {
        let waited = scores.ranked.filter { $0.receivedAt < live }
        guard let last = waited.map(\.scoredAt).max(), last > live else { return nil }
        return Double(waited.count) / last.seconds(since: live)
    }
}

/// How long nothing has been heard.
private final class Silence: Sendable {
    private let heardAt = Mutex(ContinuousClock.now)

    /// Something was heard.
    func isBroken() { heardAt.withLock { $0 = .now } }

    /// Waits until nothing has been heard for so long.
    func wait(forSeconds seconds: Double) async throws {
        while true {
            let end = heardAt.withLock { $0 } + .seconds(seconds)
            if end <= .now { return }
            try await Task.sleep(until: end)
        }
    }
}
