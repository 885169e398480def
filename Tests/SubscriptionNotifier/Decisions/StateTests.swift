import Messages
import ServiceKit
import State
import Testing

@testable import SubscriptionNotifier

@Suite("The state of decisions: repeats, races, restarts, trials", .timeLimit(.minutes(3)))
struct StateTests {
    private let allRules = DecisionRules(
        nightlyBudget: 20, cooldownHours: 1, isFirstOnly: false, scoreRise: 0, hourlyCap: 3)

    /// Questions over two nights that every rule holds something back of.
    private var questions: [DecisionQuestion] {
        (0..<400).map { number in
            // The second night begins a day after the first.
            let minutes = Double(number % 200) * 1.5 + (number >= 200 ? 1440 : 0)
            return match(
                number, allRules, minutes: minutes, object: "\(number % 37)", tailProbability: tailProbability(number))
        }
    }

    /// From 10⁻⁶ to 10⁻³, all of them in a thousand, in no order.
    private func tailProbability(_ number: Int) -> Double {
        Double((number * 7919) % 1000 + 1) * 1e-6
    }

    @Test("a repeat gets its verdict again, sent or held back, whatever the rules have become")
    func repeats() async throws {
        try await withRedis { redis, _ in
            let store = DecisionStore(redis, project: "main", scope: .live)
            let first = try await store.decide(questions)
            #expect(Set(first.map(\.word)).isSuperset(of: ["send", "budget", "cooldown"]))
            #expect(try await store.decide(questions) == first)
            let freer = questions.map { question in
                var question = question
                question.rules = DecisionRules()
                return question
            }
            #expect(try await store.decide(freer) == first)
        }
    }

    @Test("a notice that was noted as sent is not sent again, and no other verdict is touched by that")
    func sent() async throws {
        try await withRedis { redis, _ in
            let store = DecisionStore(redis, project: "main", scope: .live)
            let rules = DecisionRules(isFirstOnly: true)
            _ = try await store.decide([match(1, rules, object: "a"), match(2, rules, object: "a")])
            #expect(try await store.verdict(subscription: "mine", alertKey: "main/ztf/1") == "send")
            try await store.noteSent(subscription: "mine", alertKey: "main/ztf/1")
            #expect(try await store.words([match(1, rules, object: "a")]) == ["sent"])
            #expect(try await store.words([match(2, rules, object: "a")]) == ["first-only"])
            #expect(try await store.words([match(1, rules, object: "a", subscription: "other")]) == ["send"])
            #expect(try await store.verdict(subscription: "mine", alertKey: "main/ztf/1") == "sent")
            #expect(try await store.verdict(subscription: "mine", alertKey: "main/ztf/2") == "first-only")
            #expect(try await store.verdict(subscription: "mine", alertKey: "main/ztf/3") == nil)
        }
    }

    @Test("many who ask at once get one and the same verdict, and the rules hold for all of them together")
    func race() async throws {
        try await withRedis { redis, server in
            let clients = try (0..<4).map { _ in try RedisClient(server.address) }
            let rules = DecisionRules(hourlyCap: 5)
            let matches = (0..<40).map { match($0, rules, minutes: Double($0)) }
            let answers = try await withThrowingTaskGroup(of: [Decision].self) { group in
                for client in clients {
                    group.addTask { try await DecisionStore(client, project: "main", scope: .live).decide(matches) }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(answers.count == 4 && answers.allSatisfy { $0 == answers[0] })
            #expect(answers[0].filter { $0.word == "send" }.count == 5)
            for client in clients { await client.close() }
        }
    }

    @Test("Redis may be restarted: nothing is forgotten, and the script is given to it again")
    func restart() async throws {
        try await withRedis { redis, server in
            let store = DecisionStore(redis, project: "main", scope: .live)
            let undisturbed = try await DecisionStore(redis, project: "other", scope: .live).words(questions)
            var words = try await store.words(Array(questions[..<150]))
            let deciding = Task { [questions] in try await store.words(Array(questions[150...])) }
            await server.stop()
            try await server.restart()
            words += try await deciding.value
            #expect(words == undisturbed)
            #expect(try await store.words(questions) == undisturbed)
        }
    }

    @Test("a trial decides as the live one does, and neither sees the other's state")
    func trial() async throws {
        try await withRedis { redis, _ in
            let live = DecisionStore(redis, project: "main", scope: .live)
            let trial = DecisionStore(redis, project: "main", scope: .trial("abc"))
            let half = Array(questions[..<200])
            let before = try await trial.words(half)
            let liveKeys = try await redis.keys(matching: "peryton:main:decisions:*")
            #expect(liveKeys.isEmpty)
            let words = try await live.words(questions)
            #expect(Array(words[..<200]) == before)
            let kept = try await dump(redis, "peryton:main:decisions:*")
            // The trial goes on where it was; another one begins anew.
            let rest = try await trial.words(Array(questions[200...]))
            #expect(rest == Array(words[200...]))
            let anew = try await DecisionStore(redis, project: "main", scope: .trial("d")).words(questions)
            #expect(anew == words)
            let keptStill = try await dump(redis, "peryton:main:decisions:*")
            #expect(keptStill == kept)
        }
    }

    private func dump(_ redis: RedisClient, _ pattern: String) async throws -> [String: RedisValue] {
        var content: [String: RedisValue] = [:]
        for key in try await redis.keys(matching: pattern) { content[key] = try await redis.send("DUMP", key) }
        return content
    }

    @Test("every key goes by itself, a trial's ten minutes after the last question")
    func lifetimes() async throws {
        try await withRedis { redis, _ in
            _ = try await DecisionStore(redis, project: "main", scope: .live).decide(questions)
            _ = try await DecisionStore(redis, project: "main", scope: .trial("abc")).decide(questions)
            let keys = try await redis.keys(matching: "*")
            #expect(keys.count == 12)
            for key in keys {
                guard case .remaining(let time) = try await redis.timeToLive(key) else {
                    Issue.record("\(key) stays for good")
                    continue
                }
                #expect(time <= .seconds(key.contains(":trial:") ? 600 : 2 * 365 * 86_400))
                if key.hasSuffix("decisions:mine:verdicts") && !key.contains(":trial:") {
                    #expect(time > .seconds(13 * 86_400) && time <= .seconds(14 * 86_400))
                }
            }
        }
    }

    /// How much is in the generations of a hash.
    private func sizes(_ redis: RedisClient, _ name: String) async throws -> [Int] {
        let younger = try await redis.hash(name)
        let older = try await redis.hash(name + "-before")
        return [younger.count, older.count]
    }

    @Test("verdicts of half their life become the older generation, and are known there")
    func generations() async throws {
        try await withRedis { redis, _ in
            let store = DecisionStore(redis, project: "main", scope: .live)
            let rules = DecisionRules(isFirstOnly: true)
            let verdicts = "peryton:main:decisions:mine:verdicts"
            let first = try await store.decide([match(1, rules, object: "a"), match(2, rules, object: "a")])
            try await redis.expire(verdicts, after: .seconds(7 * 86_400))
            _ = try await store.decide([match(3, rules, object: "b")])
            #expect(try await sizes(redis, verdicts) == [1, 2])
            #expect(try await store.decide([match(1, rules, object: "a"), match(2, rules, object: "a")]) == first)
            try await store.noteSent(subscription: "mine", alertKey: "main/ztf/1")
            #expect(try await store.verdict(subscription: "mine", alertKey: "main/ztf/1") == "sent")
            #expect(try await sizes(redis, verdicts) == [1, 2])
        }
    }

    @Test("a subscription that is forgotten leaves no key, and takes none of another's")
    func forget() async throws {
        try await withRedis { redis, _ in
            let store = DecisionStore(redis, project: "main", scope: .live)
            _ = try await store.decide(questions)
            _ = try await store.decide([match(1, allRules, subscription: "mine-too")])
            let others = try await redis.keys(matching: "*decisions:mine-too:*")
            try await store.forget(subscription: "mine")
            let left = try await redis.keys(matching: "*")
            #expect(left == others && !others.isEmpty)
        }
    }

    @Test("times that are no exposure's count as now and do not make what follows late")
    func badTimes() async throws {
        try await withRedis { redis, _ in
            let store = DecisionStore(redis, project: "main", scope: .live)
            let rules = DecisionRules(hourlyCap: 1)
            let times: [Double] = [1e9, .nan, -5]
            let strange = times.indices.map { index in
                var question = match(index, rules)
                question.mjdUTC = times[index]
                return question
            }
            let words = try await store.words(strange)
            #expect(words == ["send", "hourly-cap", "hourly-cap"])
            let after = try await store.words([match(4, rules)])
            #expect(after == ["send"])
        }
    }

    @Test("the threshold can be asked for, once there is one")
    func threshold() async throws {
        try await withRedis { redis, _ in
            let store = DecisionStore(redis, project: "main", scope: .live)
            let rules = DecisionRules(nightlyBudget: 10)
            #expect(try await store.budgetThreshold(subscription: "mine", rules: rules) == nil)
            for night in 0..<4 {
                let matches = (0..<1000).map { number in
                    let minutes = Double(night) * 1440 + Double(number) * 0.5
                    return match(
                        night * 1000 + number, rules, minutes: minutes, tailProbability: tailProbability(number))
                }
                _ = try await store.decide(matches)
            }
            let threshold = try #require(try await store.budgetThreshold(subscription: "mine", rules: rules))
            #expect(threshold > 1e-6 && threshold < 1e-4)
            #expect(try await store.budgetThreshold(subscription: "mine", rules: DecisionRules()) == nil)
        }
    }
}
