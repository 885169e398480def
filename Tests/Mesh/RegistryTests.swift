import Logging
import Mesh
import Messages
import ServiceKit
import State
import TestSupport
import Testing

@Suite("The registry of forests", .timeLimit(.minutes(3)))
struct RegistryTests {
    @Test("the newest forest is live, whatever the order in which they are stored")
    func order() async throws {
        try await Self.with { registry in
            let live = [
                try await registry.store(Self.record(2), blob: [2]),
                try await registry.store(Self.record(1), blob: [1]),
                try await registry.store(Self.record(3), blob: [3], goLive: false),
                try await registry.store(Self.record(4), blob: [4]),
                // A trainer that was killed after it stored its forest stores it once more.
                try await registry.store(Self.record(4), blob: [4]),
            ]
            #expect(live == [2, 2, 2, 4, 4])
        }
    }

    @Test("a forest made by replacing trees takes the place of its parent only")
    func replacement() async throws {
        try await Self.with { registry in
            let live = [
                try await registry.store(Self.record(1), blob: [1]),
                // Two trainers have replaced trees of the same forest.
                try await registry.store(Self.record(3, parent: 1), blob: [3]),
                try await registry.store(Self.record(4, parent: 1), blob: [4]),
                try await registry.store(Self.record(3, parent: 1), blob: [3]),
                try await registry.store(Self.record(5, parent: 3), blob: [5]),
                // Trained anew: from no other.
                try await registry.store(Self.record(6), blob: [6]),
            ]
            #expect(live == [1, 3, 3, 3, 5, 6])
        }
    }

    @Test("drift is noted with the forest, and leaves nothing behind where the forest is gone")
    func drift() async throws {
        try await Self.with { registry in
            _ = try await registry.store(Self.record(1), blob: [1])
            #expect(try await !registry.isDriftTold(of: Self.record(1)))
            for version in 1...2 as ClosedRange<UInt32> { try await registry.noteDriftTold(of: Self.record(version)) }
            #expect(try await registry.isDriftTold(of: Self.record(1)))
            #expect(try await registry.forest("main", "a", version: 2) == nil)
            #expect(try await registry.redis.keys(matching: "peryton:main:forest:a:2").isEmpty)
        }
    }

    private static func with(_ body: (Registry) async throws -> Void) async throws {
        try await withRedisServer { server in
            let redis = try RedisClient(
                server.address, logger: Logger(label: "registry") { _ in SwiftLogNoOpLogHandler() })
            do {
                try await body(Registry(redis))
            } catch {
                await redis.close()
                throw error
            }
            await redis.close()
        }
    }

    private static func record(_ version: UInt32, parent: UInt32 = 0) -> ForestRecord {
        ForestRecord(
            project: "main", stream: "a", version: version, featureSet: "ztf.candidate", featureSetVersion: 1,
            trees: 100, sampleSize: 256, heightLimit: 8, lowestExtensionLevel: 0, highestExtensionLevel: 0, seed: 0,
            firstSequence: 1, lastSequence: 2, sampleThreshold: 0, rows: 300, jobID: "j\(version)", trainedAt: .now,
            trainingSeconds: 0, blobBytes: 1, blobCRC32: 0, parentVersion: parent)
    }
}
