import Messages
import State

@testable import SubscriptionNotifier

/// What a budget delivered over a synthetic stream.
struct BudgetRun {
    /// What was promised: so many a night.
    let budget: Double
    /// Notices of each night.
    let nightly: [Int]
    /// The most in any hour of exposure time.
    let worstHour: Int
    /// Questions that were asked.
    let questions: Int

    /// So many nights at first are to learn from.
    static let coldNights = 3

    /// The most that an hour may have.
    var hourLimit: Int { max(1, Int(budget / 5)) }
    /// Means over each ten nights on end once warm, in budgets.
    var tenNightMeans: [Double] {
        guard nightly.count >= Self.coldNights + 10 else { return [] }
        return (Self.coldNights...nightly.count - 10).map {
            Double(nightly[$0..<$0 + 10].reduce(0, +)) / 10 / budget
        }
    }
    /// Whether it is as promised.
    var holds: Bool {
        worstHour <= hourLimit && tenNightMeans.allSatisfy { abs($0 - 1) <= 0.2 }
            && nightly.allSatisfy { Double($0) <= max(2 * budget, 1) }
    }

    /// Asks as several copies of the service at once would: each has its own connection and its share of the questions.
    init(
        _ stream: SyntheticNights, budget: Double, copies: [RedisClient], subscription: String
    ) async throws {
        let stores = copies.map { DecisionStore($0, project: "main", scope: .live) }
        let rules = DecisionRules(nightlyBudget: budget)
        var nightly: [Int] = []
        var sentAt: [Double] = []
        var number = 0
        for night in stream.nights {
            var sent = 0
            let questions = night.matches.map { one in
                number += 1
                return DecisionQuestion(
                    subscription: subscription, rules: rules, alertKey: "main/ztf/\(number)",
                    objectKey: "ztf/\(number)",
                    mjdUTC: one.mjdUTC, tailProbability: one.tailProbability, score: 0.7)
            }
            // As many in a round as a copy takes from its consumer.
            let round = 100 * copies.count
            for start in stride(from: 0, to: questions.count, by: round) {
                let part = questions[start..<min(start + round, questions.count)]
                let exposures = try await withThrowingTaskGroup(of: [Double].self) { group in
                    for (index, store) in stores.enumerated() {
                        let own = stride(from: part.startIndex + index, to: part.endIndex, by: stores.count).map {
                            part[$0]
                        }
                        group.addTask {
                            zip(own, try await store.decide(own)).filter { $1.word == "send" }.map { $0.0.mjdUTC }
                        }
                    }
                    return try await group.reduce(into: []) { $0 += $1 }
                }
                sent += exposures.count
                sentAt += exposures
            }
            nightly.append(sent)
        }
        self.budget = budget
        self.nightly = nightly
        questions = number
        worstHour = Self.mostInAnHour(sentAt)
    }

    private static func mostInAnHour(_ times: [Double]) -> Int {
        // Whole exposures, so that an hour to the second is not one by rounding.
        let seconds = times.map { ($0 * 86_400).rounded() }.sorted()
        var (most, first) = (0, 0)
        for last in seconds.indices {
            while seconds[last] - seconds[first] >= 3600 { first += 1 }
            most = max(most, last - first + 1)
        }
        return most
    }
}
