import Messages
import State
import Testing

@testable import SubscriptionNotifier

@Suite("The rules that hold back, one by one and together", .timeLimit(.minutes(3)))
struct RuleTests {
    private func words(_ questions: [DecisionQuestion]) async throws -> [String] {
        var words: [String] = []
        try await withRedis { redis, _ in
            words = try await DecisionStore(redis, project: "main", scope: .live).words(questions)
        }
        return words
    }

    @Test("without rules everything is sent")
    func noRules() async throws {
        let rules = DecisionRules(Subscription())
        #expect(rules.isEmpty)
        #expect(try await words((0..<300).map { match($0, rules, object: "a") }).allSatisfy { $0 == "send" })
    }

    @Test("rules are read from the subscription")
    func fromSubscription() {
        let rules = DecisionRules(
            Subscription(
                nightlyBudget: 20, perObject: ObjectRule(cooldownHours: 2, isFirstOnly: true, scoreRise: 0.1),
                calm: Calm(hourlyCap: 7)))
        let expected = DecisionRules(
            nightlyBudget: 20, cooldownHours: 2, isFirstOnly: true, scoreRise: 0.1, hourlyCap: 7)
        #expect(rules == expected)
        #expect(!rules.isEmpty)
    }

    @Test("an object rests after a notice, others do not; a late alert is within the rest, too")
    func cooldown() async throws {
        let rules = DecisionRules(cooldownHours: 2)
        let got = try await words([
            match(1, rules, minutes: 600, object: "a"), match(2, rules, minutes: 719, object: "a"),
            match(3, rules, minutes: 719, object: "b"), match(4, rules, minutes: 721, object: "a"),
            match(5, rules, minutes: 650, object: "a"), match(6, rules, minutes: 650),
            match(7, rules, minutes: 100, object: "a"), match(8, rules, minutes: 830, object: "a"),
        ])
        #expect(got == ["send", "cooldown", "send", "send", "cooldown", "send", "send", "cooldown"])
    }

    @Test("only the first of an object is told of")
    func firstOnly() async throws {
        let rules = DecisionRules(isFirstOnly: true)
        let got = try await words([
            match(1, rules, object: "a"), match(2, rules, minutes: 100_000, object: "a"), match(3, rules, object: "b"),
            match(4, rules), match(5, rules),
        ])
        #expect(got == ["send", "first-only", "send", "send", "send"])
    }

    @Test("an object is told of again only when its score is so much above the last notice's")
    func scoreRise() async throws {
        let rules = DecisionRules(scoreRise: 0.0625)
        let got = try await words([
            match(1, rules, object: "a", score: 0.625), match(2, rules, minutes: 1, object: "a", score: 0.68),
            match(3, rules, minutes: 2, object: "a", score: 0.6875),
            match(4, rules, minutes: 3, object: "a", score: 0.74),
            match(5, rules, minutes: 4, object: "a", score: 0.75), match(6, rules, minutes: 5, object: "b", score: 0.1),
        ])
        #expect(got == ["send", "score-rise", "send", "score-rise", "send", "send"])
    }

    @Test("no hour of exposure time takes more than the cap, wherever it begins")
    func hourlyCap() async throws {
        let rules = DecisionRules(hourlyCap: 3)
        let got = try await words(
            [0, 30, 59, 59.5, 60.5, 89, 90.5].enumerated().map { match($0, rules, minutes: $1) })
        #expect(got == ["send", "send", "send", "hourly-cap", "send", "hourly-cap", "send"])
    }

    @Test("alerts that come late count to their own hour, before and after it")
    func lateHourlyCap() async throws {
        let rules = DecisionRules(hourlyCap: 2)
        let got = try await words(
            [500, 570, 540, 535, 505, 590, 100, 100, 100].enumerated().map { match($0, rules, minutes: $1) })
        // 540 stands with 500 and with 570; 505 would be the third from 500 to 540; 590 the third from 540.
        #expect(
            got == ["send", "send", "send", "hourly-cap", "hourly-cap", "hourly-cap", "send", "send", "hourly-cap"])
    }

    @Test("exposures of one and the same moment are counted each")
    func sameMoment() async throws {
        let rules = DecisionRules(hourlyCap: 5)
        let got = try await words((0..<20).map { match($0, rules, minutes: 30) })
        #expect(got.filter { $0 == "send" }.count == 5)
    }

    @Test("what one rule holds back leaves no trace in the others")
    func together() async throws {
        let rules = DecisionRules(cooldownHours: 1, hourlyCap: 2)
        let got = try await words([
            match(1, rules, minutes: 0, object: "a"), match(2, rules, minutes: 1, object: "a"),
            match(3, rules, minutes: 2, object: "b"), match(4, rules, minutes: 3, object: "c"),
            match(5, rules, minutes: 60.5, object: "c"), match(6, rules, minutes: 61, object: "a"),
            match(7, rules, minutes: 62.5, object: "a"),
        ])
        // 3 is held back by nothing although 2 was; 4 by the cap, after which c does not rest.
        #expect(got == ["send", "cooldown", "send", "hourly-cap", "send", "hourly-cap", "send"])
    }

    @Test("the budget comes after the object's rules and before the cap; its fifth is named")
    func order() async throws {
        let rules = DecisionRules(nightlyBudget: 10, isFirstOnly: true, hourlyCap: 1)
        let got = try await words([
            match(1, rules, object: "a"), match(2, rules, minutes: 1, object: "a"),
            match(3, rules, minutes: 2, object: "b"),
        ])
        #expect(got == ["send", "first-only", "hourly-cap"])
        let wider = DecisionRules(nightlyBudget: 10, hourlyCap: 5)
        let capped = try await words((0..<4).map { match($0, wider, minutes: Double($0)) })
        #expect(capped == ["send", "send", "budget-hour", "budget-hour"])
    }
}
