import Bus
import Foundation
import Mesh
import Messages

extension Night {
    /// Sends the night: first what waits for the forest, then, once that is scored, the rest at the paced rate.
    func send(
        _ scores: NightScores, _ notices: NightNotices, _ tally: PublishTally, _ progress: ProgressLine
    ) async throws -> NightSummary {
        let sent = try await sendUntilTrained(tally, progress)
        let live = try await liveForest(progress)
        let waited = tally.counts.accepted
        try await settle {
            scores.count >= waited
        } movement: {
            scores.count
        }
        let rate = drainRate(scores, since: live.at)
        notices.startMeasuring()
        try await publish(Array(plan.files[sent...]), rate: plan.pacedRatePerSecond, tally, progress)
        let counts = tally.counts
        try await settle {
            scores.count >= counts.accepted
        } movement: {
            scores.count
        }
        let expected = scores.ranked.filter { $0.tailProbability <= Self.anomalyLimit }.count
        try await settle {
            notices.count >= expected
        } movement: {
            notices.count
        }
        progress.clear()
        return try await summary(scores, notices, counts, alertsPerSecond: rate)
    }

    /// Sends alerts until enough were accepted for the first forest; returns how many files were sent.
    private func sendUntilTrained(_ tally: PublishTally, _ progress: ProgressLine) async throws -> Int {
        say("publishing \(plan.trainAfter) alerts, which wait for the first forest")
        var sent = 0
        while tally.counts.accepted < plan.trainAfter, sent < plan.files.count {
            let next = min(plan.files.count, sent + plan.trainAfter - tally.counts.accepted)
            try await publish(Array(plan.files[sent..<next]), rate: nil, tally, progress)
            sent = next
        }
        if tally.counts.accepted < plan.trainAfter {
            // Some packets were refused or seen before, so fewer alerts have come than there are packets.
            try await declareStream(trainAfter: max(2, tally.counts.accepted))
        }
        return sent
    }

    private func publish(_ files: [String], rate: Double?, _ tally: PublishTally, _ progress: ProgressLine) async throws
    {
        let publisher = PacketPublisher(client: client, stream: Self.stream, ratePerSecond: rate)
        let total = plan.files.count
        try await publisher.publish(files) { file, receipt in
            let count = tally.add(receipt)
            if receipt.verdict == .rejected {
                progress.clear()
                say("rejected \(file): \(receipt.reason)")
            }
            progress.show(Double(count) / Double(total), "\(count) of \(total) alerts published")
        }
    }

    /// Waits until the first forest is live.
    private func liveForest(_ progress: ProgressLine) async throws -> ForestEvent {
        let events = try await client.jetStream.consume(
            ProjectStreams(client.project).forests, ConsumerConfiguration(durable: nil))
        defer { events.end() }
        for await batch in events {
            for message in batch {
                let event = try message.withBody { bytes throws(MessageError) in try ForestEvent(serialized: bytes) }
                guard event.kind == .live, event.forest.stream == Self.stream else { continue }
                let forest = event.forest
                progress.clear()
                say(
                    "forest \(forest.stream)/\(forest.version) is live: \(forest.trees) trees on \(forest.rows) alerts, "
                        + String(format: "trained in %.1f s", forest.trainingSeconds))
                return event
            }
        }
        throw CancellationError()
    }

    /// Waits until something is reached; gives up when nothing moves for long, so that the summary can tell what is lost.
    private func settle(_ isReached: () -> Bool, movement: () -> Int) async throws {
        var last = movement()
        var still = ContinuousClock.now
        while !isReached(), ContinuousClock.now - still < .seconds(Self.patienceSeconds) {
            try await Task.sleep(for: .milliseconds(20))
            let now = movement()
            if now != last { (last, still) = (now, .now) }
        }
    }

    /// Scores a second, from the moment the forest was live to the last score of an alert that had waited.
    private func drainRate(_ scores: NightScores, since live: UnixTime) -> Double? {
        let waited = scores.ranked.filter { $0.receivedAt < live }
        guard let last = waited.map(\.scoredAt).max(), last > live else { return nil }
        return Double(waited.count) / last.seconds(since: live)
    }

    private func summary(
        _ scores: NightScores, _ notices: NightNotices, _ counts: PublishTally.Counts, alertsPerSecond: Double?
    ) async throws -> NightSummary {
        let dead = Int(try await client.jetStream.state(ofStream: ProjectStreams(client.project).dead)?.messages ?? 0)
        let alerts = counts.accepted + counts.rejected
        let rarities = plan.truth.map { RarityCount($0, ranked: scores.ranked) }
        let summary = NightSummary(
            alerts: alerts, scored: scores.count, lost: alerts - scores.count - dead,
            doubled: scores.doubled + notices.doubled, duplicatesIn: counts.duplicate, deadLetters: dead,
            alertsPerSecond: alertsPerSecond.map { ($0 * 10).rounded() / 10 },
            p50Ms: notices.latencyMs(percentile: 50), p99Ms: notices.latencyMs(percentile: 99), notices: notices.count,
            raritiesPlanted: rarities?.planted, raritiesInFirstPercent: rarities?.found)
        say("")
        summary.lines(byKind: rarities?.byKind ?? []).forEach { say($0) }
        say("SUMMARY \(try summary.jsonLine())")
        return summary
    }
}
