import Bus
import Foundation
import Mesh
import Messages

extension Night {
    /// Sends what is left of the night at the paced rate, and waits until all of it is scored and told.
    func sendRest() async throws {
        notices.startMeasuring()
        try await publish(plan.files.count - tally.counts.total, rate: plan.pacedRatePerSecond)
        let accepted = tally.counts.accepted
        try await settle {
            scores.count >= accepted
        } movement: {
            scores.count
        }
        let expected = scores.ranked.filter { $0.tailProbability <= Self.anomalyLimit }.count
        try await settle {
            notices.count >= expected
        } movement: {
            notices.count
        }
    }

    /// Publishes the next so many files.
    func publish(_ count: Int, rate: Double?) async throws {
        let publisher = PacketPublisher(client: client, stream: Self.stream, ratePerSecond: rate)
        let total = plan.files.count
        let files = plan.files.dropFirst(tally.counts.total).prefix(count)
        try await publisher.publish(Array(files)) { file, receipt in
            let count = tally.add(receipt)
            if receipt.verdict == .rejected { progress.tell("rejected \(file): \(receipt.reason)") }
            progress.show(Double(count) / Double(total), "\(count) of \(total) alerts published")
        }
    }

    /// Waits until something is reached; gives up when nothing moves for long, so that the summary can tell what is lost.
    func settle(_ isReached: () -> Bool, movement: () -> Int) async throws {
        var last = movement()
        var still = ContinuousClock.now
        while !isReached(), ContinuousClock.now - still < .seconds(Self.patienceSeconds) {
            try await Task.sleep(for: .milliseconds(20))
            let now = movement()
            if now != last { (last, still) = (now, .now) }
        }
    }

    /// The nearest multiple of one part in so many.
    private static func rounded(_ value: Double, to fraction: Double) -> Double {
        (value * fraction).rounded() / fraction
    }

    /// Adds the night up and prints it.
    func summary(alertsPerSecond: Double?, lettersBefore: UInt64) async throws -> NightSummary {
        let counts = tally.counts
        // Every rejected packet has a dead letter, be it one of an earlier try; further ones are of alerts.
        let subject = Subject.alert(client.project, Self.stream)
        let letters = try await client.deadLetters(after: lettersBefore).filter { $0.letter.origin == subject }
        let dead = counts.rejected + letters.count
        let alerts = counts.accepted + counts.rejected
        let rarities = plan.truth.map { RarityCount($0, ranked: scores.ranked) }
        let summary = NightSummary(
            alerts: alerts, scored: scores.count, lost: alerts - scores.count - dead,
            doubled: scores.doubled + notices.doubled, duplicatesIn: counts.duplicate, deadLetters: dead,
            alertsPerSecond: alertsPerSecond.map { Self.rounded($0, to: 10) },
            p50Ms: notices.latencyMs(percentile: 50).map { Self.rounded($0, to: 1000) },
            p99Ms: notices.latencyMs(percentile: 99).map { Self.rounded($0, to: 1000) }, notices: notices.count,
            raritiesPlanted: rarities?.planted, raritiesInFirstPercent: rarities?.found)
        progress.clear()
        say("")
        summary.lines(byKind: rarities?.byKind ?? []).forEach { say($0) }
        say("SUMMARY \(try summary.jsonLine())")
        return summary
    }
}
