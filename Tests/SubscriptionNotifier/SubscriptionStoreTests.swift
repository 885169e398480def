import Messages
import ServiceKit
import State
import TestSupport
import Testing

@testable import SubscriptionNotifier

@Suite("Subscriptions and verdicts in Redis", .timeLimit(.minutes(1)))
struct SubscriptionStoreTests {
    private func withStore(_ body: (SubscriptionStore, RedisClient) async throws -> Void) async throws {
        try await withRedisServer { server in
            let redis = try RedisClient(server.address)
            let result: Result<Void, any Error>
            do {
                result = .success(try await body(SubscriptionStore(redis), redis))
            } catch {
                result = .failure(error)
            }
            await redis.close()
            try result.get()
        }
    }

    private func subscription(_ name: String, project: String = "main", limit: Double = 0.01) -> Subscription {
        Subscription(project: project, name: name, owner: "me", streams: ["ztf"], tailProbabilityLimit: limit)
    }

    @Test("subscriptions come back as they were put, by name, each project its own")
    func subscriptions() async throws {
        try await withStore { store, _ in
            let (rare, common) = (subscription("rare", limit: 0.001), subscription("common"))
            let elsewhere = subscription("rare", project: "other", limit: 0.5)
            for one in [rare, common, elsewhere] { try await store.put(one) }
            #expect(try await store.subscriptions(of: "main") == [common, rare])
            #expect(try await store.subscription("main", "rare") == rare)
            #expect(try await store.subscriptions(of: "other") == [elsewhere])
            #expect(try await store.subscription("main", "nobody") == nil)
        }
    }

    @Test("a subscription that is put again is changed, one that is removed is gone")
    func changes() async throws {
        try await withStore { store, _ in
            try await store.put(subscription("rare"))
            try await store.put(subscription("rare", limit: 0.002))
            #expect(try await store.subscriptions(of: "main") == [subscription("rare", limit: 0.002)])
            try await store.remove("main", "rare")
            #expect(try await store.subscription("main", "rare") == nil)
            #expect(try await store.subscriptions(of: "main").isEmpty)
            try await store.remove("main", "rare")
        }
    }

    @Test("a decision is made once: a repeat gets the same one, with the time of the first")
    func decidedOnce() async throws {
        try await withStore { store, _ in
            let before = UnixTime.now
            let first = try await store.decide("main", "rare/main/ztf/1")
            guard case .send(let matchedAt) = first else {
                Issue.record("a notice that nobody has seen yet was decided as \(first)")
                return
            }
            #expect(before <= matchedAt && matchedAt <= .now)
            #expect(try await store.decide("main", "rare/main/ztf/1") == first)
        }
    }

    @Test("many who decide at once get one and the same verdict")
    func race() async throws {
        try await withStore { store, _ in
            let verdicts = try await withThrowingTaskGroup(of: SubscriptionStore.Verdict.self) { group in
                for _ in 0..<50 { group.addTask { try await store.decide("main", "rare/main/ztf/1") } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(verdicts.count == 50)
            #expect(verdicts.allSatisfy { $0 == verdicts[0] && $0 != .sent })
        }
    }

    @Test("a notice that was noted as sent is not sent again, and others are not touched by that")
    func sent() async throws {
        try await withStore { store, _ in
            _ = try await store.decide("main", "rare/main/ztf/1")
            try await store.noteSent("main", "rare/main/ztf/1")
            #expect(try await store.decide("main", "rare/main/ztf/1") == .sent)
            #expect(try await store.decide("main", "rare/main/ztf/2") != .sent)
            #expect(try await store.decide("main", "common/main/ztf/1") != .sent)
            #expect(try await store.decide("other", "rare/main/ztf/1") != .sent)
        }
    }

    @Test("verdicts go after a week, so that they cannot fill Redis")
    func lifetime() async throws {
        try await withStore { store, redis in
            func isBounded() async throws -> Bool {
                let key = "peryton:main:notice:rare/main/ztf/1"
                guard case .remaining(let after) = try await redis.timeToLive(key) else { return false }
                return after > .seconds(6 * 86_400) && after <= .seconds(7 * 86_400)
            }
            _ = try await store.decide("main", "rare/main/ztf/1")
            #expect(try await isBounded())
            try await store.noteSent("main", "rare/main/ztf/1")
            #expect(try await isBounded())
        }
    }
}
