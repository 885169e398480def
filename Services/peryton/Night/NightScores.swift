import Bus
import Mesh
import Messages
import Synchronization

/// Every score of the night, as it comes.
final class NightScores: Sendable {
    private struct State {
        var scores: [String: Score] = [:]
        var doubled = 0
    }

    private let state = Mutex(State())

    /// Reads until the task is cancelled; takes the scores of alerts that were published at or after a time.
    func read(_ consumer: PullConsumer, since begun: UnixTime) async throws {
        var deliveries = FirstDeliveries()
        for await batch in consumer {
            for message in batch where deliveries.add(message) {
                let score = try message.withBody { bytes throws(MessageError) in try Score(serialized: bytes) }
                if score.publishedAt >= begun { add(score) }
            }
        }
    }

    private func add(_ score: Score) {
        state.withLock { state in
            if state.scores.updateValue(score, forKey: score.alertID) != nil { state.doubled += 1 }
        }
    }

    /// How many alerts have a score.
    var count: Int { state.withLock { $0.scores.count } }
    /// How many scores came again for an alert that had one.
    var doubled: Int { state.withLock { $0.doubled } }
    /// All scores, oddest first; those that could not be judged last.
    var ranked: [Score] {
        state.withLock { Array($0.scores.values) }.sorted { left, right in
            (left.score.isNaN ? -1 : left.score, left.alertID) > (right.score.isNaN ? -1 : right.score, right.alertID)
        }
    }
}
