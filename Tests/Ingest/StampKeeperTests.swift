import Alerts
import Bus
import Foundation
import Logging
import Mesh
import Messages
import Simulation
import Stamps
import Synchronization
import TestSupport
import Testing

@testable import Ingest

@Suite("Stamps of packets", .timeLimit(.minutes(1)))
struct StampKeeperTests {
    private static let quiet = Logger(label: "ingest") { _ in SwiftLogNoOpLogHandler() }
    private static let kinds = ["science", "template", "difference"]

    /// The content of a simulated packet, as ingest reads it.
    private static func content(_ packet: [UInt8]) throws -> PacketContent {
        try AlertReader(featureSet: .ztfCandidate).read(packet, project: "main", stream: "ztf")
    }

    @Test("a stream that asks for it keeps each stamp, as it came, and the alert names it")
    func kept() async throws {
        try await IngestFixture.with { fixture in
            _ = try await fixture.desk.declare(
                StreamDeclaration(project: "", name: "ztf", keepStampsDays: 30), in: "main")
            let packet = try SimulatedPackets.packet().packet
            #expect(try await fixture.receive(packet).verdict == .accepted)
            let alert = try await fixture.alert()
            #expect(alert.stamps.map(\.kind) == Self.kinds)
            for (stamp, place) in zip(alert.stamps, try Self.content(packet).stampPlaces) {
                let bytes = try fixture.stamps.read(try StampHash(stamp.contentHash), project: "main")
                #expect(bytes == Array(packet[place]))
            }
            #expect(try await fixture.receive(packet).verdict == .duplicate)
            #expect(fixture.stamps.sweep().kept == Set(alert.stamps.map(\.contentHash)).count)
        }
    }

    @Test("a stream that does not ask keeps none")
    func notAsked() async throws {
        try await IngestFixture.with { fixture in
            _ = try await fixture.desk.declare(StreamDeclaration(project: "", name: "ztf"), in: "main")
            #expect(try await fixture.receive(try SimulatedPackets.packet().packet).verdict == .accepted)
            let stamps = try await fixture.alert().stamps
            #expect(stamps.map(\.kind) == Self.kinds)
            #expect(stamps.allSatisfy { $0.contentHash.isEmpty })
            #expect(!FileManager.default.fileExists(atPath: fixture.stamps.folder))
        }
    }

    @Test("where stamps cannot be written the alert goes without")
    func unwritable() async throws {
        try await IngestFixture.with(stamps: StampStore(folder: "/dev/null/stamps")) { fixture in
            _ = try await fixture.desk.declare(
                StreamDeclaration(project: "", name: "ztf", keepStampsDays: 1), in: "main")
            #expect(try await fixture.receive(try SimulatedPackets.packet().packet).verdict == .accepted)
            let alert = try await fixture.alert()
            #expect(AlertValidation.check(alert, featureSet: .ztfCandidate) == nil)
            #expect(alert.stamps.map(\.kind) == Self.kinds)
            #expect(alert.stamps.allSatisfy { $0.contentHash.isEmpty })
        }
    }

    @Test("a stamp that cannot be kept does not take the others with it")
    func oneOfThree() async throws {
        let calls = Mutex(0)
        let keeper = StampKeeper(log: Self.quiet) { bytes, _, _ in
            let call = calls.withLock { calls in
                calls += 1
                return calls
            }
            if call == 2 { throw StampError.file(path: "x", doing: "write it", code: ENOSPC) }
            return bytes.withUnsafeBytes { StampHash(of: $0) }
        }
        let packet = try SimulatedPackets.packet().packet
        var content = try Self.content(packet)
        await keeper.keep(&content, of: packet, days: 1)
        #expect(content.alert.stamps.map(\.contentHash.isEmpty) == [false, true, false])
    }

    @Test("a store that hangs delays an alert for its patience, then none, and is used again once it answers")
    func hangingStore() async throws {
        let answer = DispatchSemaphore(value: 0)
        let isHung = Mutex(true)
        let keeper = StampKeeper(log: Self.quiet, threads: 1, patienceSeconds: 0.2) { bytes, _, _ in
            if isHung.withLock({ $0 }) { answer.wait() }
            return bytes.withUnsafeBytes { StampHash(of: $0) }
        }
        let packet = try SimulatedPackets.packet().packet
        func keep() async throws -> (seconds: Double, kept: Int) {
            var content = try Self.content(packet)
            let begin = ContinuousClock.now
            await keeper.keep(&content, of: packet, days: 1)
            let seconds = begin.duration(to: .now) / .seconds(1)
            return (seconds, content.alert.stamps.count { !$0.contentHash.isEmpty })
        }
        let first = try await keep()
        #expect(first.kept == 0)
        #expect(first.seconds >= 0.2)
        let second = try await keep()
        #expect(second.kept == 0)
        #expect(second.seconds < 0.1)
        isHung.withLock { $0 = false }
        answer.signal()
        // The stamps in hand are finished first.
        while try await keep().kept == 0 { await Task.yield() }
        #expect(try await keep().kept == 3)
    }

    @Test("many packets at a time all get their stamps")
    func manyAtATime() async throws {
        try await withTemporaryFolder { folder in
            let store = StampStore(folder: folder)
            let keeper = StampKeeper(store, log: Self.quiet)
            let packets = try (0..<5).map { try SimulatedPackets.packet($0).packet }
            try await withThrowingTaskGroup(of: Int.self) { group in
                for index in 0..<300 {
                    let packet = packets[index % 5]
                    group.addTask {
                        var content = try Self.content(packet)
                        await keeper.keep(&content, of: packet, days: 1)
                        return content.alert.stamps.count { !$0.contentHash.isEmpty }
                    }
                }
                for try await kept in group { #expect(kept == 3) }
            }
        }
    }
}
