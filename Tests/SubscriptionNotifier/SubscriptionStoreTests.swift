import Bus
import Messages
import ServiceKit
import State
import TestSupport
import Testing

@testable import SubscriptionNotifier

@Suite("Subscriptions in Redis", .timeLimit(.minutes(1)))
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

    private func subscription(_ name: String, project: String = "main", limit: Double = 0.01, version: UInt32 = 1)
        -> Subscription
    {
        Subscription(
            project: project, name: name, owner: "me", streams: ["ztf"], tailProbabilityLimit: limit, version: version)
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

    @Test("each edit is a version, and the old ones stay readable")
    func versions() async throws {
        try await withStore { store, _ in
            try await store.put(subscription("rare"))
            try await store.put(subscription("rare", limit: 0.002, version: 2))
            #expect(try await store.subscriptions(of: "main") == [subscription("rare", limit: 0.002, version: 2)])
            #expect(try await store.versions("main", "rare") == [1, 2])
            #expect(try await store.subscription("main", "rare", version: 1) == subscription("rare"))
            #expect(try await store.subscription("main", "rare", version: 3) == nil)
        }
    }

    @Test("of two who edit the same version the slower is refused")
    func conflict() async throws {
        try await withStore { store, _ in
            try await store.put(subscription("rare"))
            let error = await #expect(throws: RequestError.self) { try await store.put(subscription("rare")) }
            #expect(error?.code == "conflict")
            #expect(try await store.versions("main", "rare") == [1])
        }
    }

    @Test("every change counts the revision up; one that is removed is gone with its versions and secrets")
    func changes() async throws {
        try await withStore { store, redis in
            #expect(try await store.revision(of: "main") == 0)
            var secret = subscription("rare")
            secret.channels = [Channel(name: "hook", kind: "webhook", secret: "s3cret")]
            try await store.put(secret)
            #expect(try await store.revision(of: "main") == 1)
            try await store.remove("main", "rare")
            #expect(try await store.revision(of: "main") == 2)
            #expect(try await store.subscription("main", "rare") == nil)
            #expect(try await store.subscriptions(of: "main").isEmpty)
            #expect(try await redis.keys(matching: "*:subscription:*").isEmpty)
        }
    }

    @Test("secrets are kept apart from the definition, which only tells that there are some")
    func secrets() async throws {
        try await withStore { store, _ in
            var secret = subscription("rare")
            secret.channels = [
                Channel(name: "hook", kind: "webhook", secret: "s3cret"), Channel(name: "nats", kind: "nats"),
            ]
            try await store.put(secret)
            let known = try #require(try await store.subscription("main", "rare"))
            #expect(known.channels.map(\.secret) == ["", ""])
            #expect(known.channels.map(\.hasSecret) == [true, false])
            #expect(try await store.secrets("main", "rare") == ["hook": "s3cret"])
        }
    }
}
