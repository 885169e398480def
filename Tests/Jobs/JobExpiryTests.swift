import Bus
import Foundation
import Mesh
import Messages
import State
import TestSupport
import Testing

@testable import Jobs

@Suite("How long jobs are kept", .timeLimit(.minutes(3)))
struct JobExpiryTests {
    private static let day = 86_400.0
    private static let start = UnixTime(microseconds: 1_800_000_000_000_000)

    /// A finished job with a file, kept by a clock that the test sets.
    private struct Kept {
        let fixture: JobFixture
        let clock: Tally<UnixTime>
        let keeper: ResultsKeeper
        let results: ResultStore
        let client: JobClient

        func job() async throws -> Job? { try await fixture.store.job("main", "j") }

        func pass(_ seconds: Double) async throws {
            clock.change { $0 = $0.adding(seconds: seconds) }
            try await keeper.look(at: "main")
        }

        var files: [String] {
            (try? FileManager.default.contentsOfDirectory(atPath: "\(results.directory)/main/me")) ?? []
        }
    }

    private static func with(_ body: (Kept) async throws -> Void) async throws {
        try await withTemporaryFolder { folder in
            try await JobFixture.with { fixture in
                let clock = Tally(start)
                var settings = JobSettings()
                settings.results = try ResultStore("\(folder)/results")
                let results = try #require(settings.results)
                let work = JobWork("train") { context in
                    let file = try await context.results.create("r.txt", mimeType: "text/plain")
                    try Data("text".utf8).write(to: URL(fileURLWithPath: file.path))
                    try await file.commit()
                    return ""
                }
                try await fixture.with(settings, [work], clock: { clock.value }) {
                    let client = try fixture.client()
                    try await client.submit(fixture.job("j"))
                    _ = try await client.wait(for: "j", project: "main")
                    let store = JobStore(fixture.mesh.redis, clock: { clock.value })
                    let keeper = ResultsKeeper(
                        mesh: fixture.mesh, store: store, news: JobNews(mesh: fixture.mesh), results: results)
                    try await body(
                        Kept(fixture: fixture, clock: clock, keeper: keeper, results: results, client: client))
                }
            }
        }
    }

    @Test("a job is kept 14 days after its end, to the second, and 25 hours are more than a day")
    func expires() async throws {
        try await Self.with { kept in
            #expect(try await kept.job()?.expiresAt == Self.start.adding(seconds: 14 * Self.day))
            try await kept.pass(25 * 3_600)
            #expect(try await kept.job()?.warnedAt.isKnown == false)
            try await kept.pass(13 * Self.day - 3_600 - 1)
            #expect(try await kept.job() != nil)
            #expect(kept.files == ["j"])
            try await kept.pass(1)
            #expect(try await kept.job() == nil)
            #expect(kept.files.isEmpty)
            let keys = try await kept.fixture.mesh.redis.keys(matching: "peryton:main:job*")
            #expect(keys == ["peryton:main:job-seen:train", "peryton:main:job:j"])
            // The id is not given out again for a while.
            let error = await #expect(throws: BusError.self) {
                try await kept.client.submit(kept.fixture.job("j"))
            }
            #expect(error == .remote(code: "conflict", message: "job id j is taken; submit it under another"))
        }
    }

    @Test("its owner is warned once, four days before")
    func warns() async throws {
        try await Self.with { kept in
            let events = try kept.fixture.mesh.bus.messages(on: Subject.jobEvent("main", "me", "j"))
            try await kept.pass(10 * Self.day - 1)
            #expect(try await kept.job()?.warnedAt.isKnown == false)
            try await kept.pass(1)
            let warned = try #require(try await kept.job())
            #expect(warned.warnedAt == Self.start.adding(seconds: 10 * Self.day))
            try await kept.pass(Self.day)
            #expect(try await kept.job() == warned)
            let keeperNews = Task { try await kept.keeper.news.run() }
            for await event in events {
                let told = try event.withBody { bytes throws(MessageError) in try Job(serialized: bytes) }
                #expect(told.warnedAt.isKnown)
                #expect(event.header("Peryton-Summary") == "train expires soon")
                break
            }
            keeperNews.cancel()
        }
    }

    @Test("it is renewed twice by 14 days and warned of anew each time; a third time is refused")
    func renews() async throws {
        try await Self.with { kept in
            for renewal in 1...2 {
                try await kept.pass(13 * Self.day)
                #expect(try await kept.job()?.warnedAt.isKnown == true)
                let renewed = try await kept.client.renew("j", project: "main")
                #expect(renewed.expiresAt == Self.start.adding(seconds: Double(1 + renewal) * 14 * Self.day))
                #expect(renewed.renewals == UInt32(renewal))
                #expect(!renewed.warnedAt.isKnown)
            }
            let error = await #expect(throws: BusError.self) { try await kept.client.renew("j", project: "main") }
            #expect(
                error == .remote(code: "conflict", message: "job j was renewed 2 times, which is all there is"))
            try await kept.pass(16 * Self.day - 1)
            #expect(try await kept.job() != nil)
            try await kept.pass(1)
            #expect(try await kept.job() == nil)
            #expect(kept.files.isEmpty)
        }
    }

    @Test("a deleted job is gone at once, and its files with the keeper's next look")
    func deletes() async throws {
        try await Self.with { kept in
            try await kept.client.delete("j", project: "main")
            #expect(try await kept.client.jobs(project: "main").isEmpty)
            await #expect(throws: BusError.self) { try await kept.client.job("j", project: "main") }
            await #expect(throws: BusError.self) {
                try await kept.client.wait(for: "j", project: "main", patienceSeconds: 0)
            }
            try await kept.pass(0)
            #expect(kept.files.isEmpty)
        }
    }

    @Test("a job that is not over is neither renewed nor deleted")
    func unfinished() async throws {
        try await JobFixture.with { fixture in
            try await fixture.with {
                let client = try fixture.client()
                try await client.submit(fixture.job("j"))
                let renewal = await #expect(throws: BusError.self) { try await client.renew("j", project: "main") }
                #expect(
                    renewal
                        == .remote(code: "conflict", message: "job j is QUEUED: only a finished job can be renewed"))
                let deletion = await #expect(throws: BusError.self) { try await client.delete("j", project: "main") }
                #expect(deletion == .remote(code: "conflict", message: "job j is QUEUED: cancel it first"))
            }
        }
    }

    @Test("a service without the results directory leaves jobs that have files to one that has it")
    func withoutDirectory() async throws {
        try await Self.with { kept in
            kept.clock.change { $0 = $0.adding(seconds: 20 * Self.day) }
            let store = JobStore(kept.fixture.mesh.redis, clock: { kept.clock.value })
            let blind = ResultsKeeper(
                mesh: kept.fixture.mesh, store: store, news: JobNews(mesh: kept.fixture.mesh), results: nil)
            let files = kept.files
            try await blind.look(at: "main")
            // The service of the fixture may have been quicker: then both are gone, and never the record alone.
            let job = try await kept.job()
            if job == nil { #expect(kept.files.isEmpty) } else { #expect(files == ["j"]) }
        }
    }
}
