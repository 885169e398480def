import Foundation
import Mesh
import Messages
import ServiceKit
import State
import TestSupport
import Testing

@testable import Jobs

@Suite("Jobs whose worker is gone", .timeLimit(.minutes(3)))
struct JobTakeoverTests {
    @Test("a worker that stops leaves its job to another at once, which finds what was frozen")
    func stops() async throws {
        try await JobFixture.with { fixture in
            let first = try await fixture.service(
                JobSettings(),
                [
                    JobWork("train") { context in
                        _ = try await context.store.freeze("window", "first", project: "main", id: context.job.id)
                        await context.log("frozen")
                        try await Task.sleep(for: .seconds(600))
                        return "never"
                    }
                ])
            let client = try fixture.client()
            try await client.submit(fixture.job("j"))
            while try await !client.log(of: "j", project: "main").map(\.text).contains("frozen") {
                try await Task.sleep(for: .milliseconds(5))
            }
            await first.stop()
            let second = JobWork("train") { context in
                try await context.store.freeze("window", "second", project: "main", id: context.job.id)
            }
            #expect(try await fixture.store.job("main", "j")?.phase == .queued)
            try await fixture.with(JobSettings(), [second]) {
                let ended = try await client.wait(for: "j", project: "main")
                #expect(ended.phase == .completed)
                #expect(ended.message == "first")
                #expect(ended.attempt == 2)
            }
        }
    }

    @Test("a worker that vanishes is replaced within six seconds, and what it still writes changes nothing")
    func vanishes() async throws {
        try await JobFixture.with { fixture in
            let (isOver, late) = (Door(), Tally<[String]>([]))
            try await withTemporaryFolder { folder in
                var settings = JobSettings()
                settings.results = try ResultStore(folder)
                let first = try await fixture.service(
                    settings,
                    [
                        JobWork("train") { context in
                            let file = try await context.results.create("r.txt", mimeType: "text/plain")
                            try Data("stale".utf8).write(to: URL(fileURLWithPath: file.path))
                            try await isOver.pass()
                            // It speaks with Redis again, as a stalled process does that wakes up.
                            let store = fixture.store
                            let job = context.job
                            if try await store.update(job, progress: 0.9, message: "stale", rows: 9, line: "stale")
                                == nil
                            {
                                late.change { $0.append("progress") }
                            }
                            do {
                                try await store.add(
                                    JobResult(name: "r.txt", mimeType: "", bytes: 5, crc32: 1, attempt: job.attempt),
                                    to: job, quotaBytes: 1_000)
                            } catch is CancellationError {
                                late.change { $0.append("result") }
                            }
                            if try await store.finish(job, .completed, message: "stale", error: "") == nil {
                                late.change { $0.append("end") }
                            }
                            return "stale"
                        }
                    ])
                let client = try fixture.client()
                try await client.submit(fixture.job("j"))
                try await fixture.job("j") { $0.phase == .executing }
                // That a worker is silent has counted as death from the beginning.
                try await fixture.mesh.redis.setHash("peryton:main:job-seen:train", ["patience": "0"])
                let second = JobWork("train") { context in
                    if context.job.id == "other" { return "" }
                    let file = try await context.results.create("r.txt", mimeType: "text/plain")
                    try Data("fresh".utf8).write(to: URL(fileURLWithPath: file.path))
                    try await file.commit(rows: 1)
                    return "fresh"
                }
                try await fixture.with(settings, [second]) {
                    // The second worker is there, and leaves the first one's job alone while that lives.
                    try await client.submit(fixture.job("other"))
                    #expect(try await client.wait(for: "other", project: "main").phase == .completed)
                    #expect(try await client.job("j", project: "main").attempt == 1)
                    await first.vanish()
                    let vanished = ContinuousClock.now
                    let ended = try await client.wait(for: "j", project: "main")
                    #expect(vanished.duration(to: .now) < .seconds(6))
                    print("taken up after \(vanished.duration(to: .now))")
                    #expect(ended.message == "fresh")
                    #expect(ended.attempt == 2)
                    isOver.open()
                    while late.value.count < 3 { try await Task.sleep(for: .milliseconds(5)) }
                    #expect(late.value == ["progress", "result", "end"])
                    let now = try await client.job("j", project: "main")
                    #expect(now == ended)
                    try await client.download(now.results[0], of: "j", project: "main", to: "\(folder)/out")
                    #expect(try String(contentsOfFile: "\(folder)/out", encoding: .utf8) == "fresh")
                }
                first.task.cancel()
            }
        }
    }

    @Test("a job at which workers die again and again is given up")
    func poison() async throws {
        try await JobFixture.with { fixture in
            let store = fixture.store
            try await store.submit(fixture.job("j"))
            func claim() async throws -> JobStore.Claim {
                try await store.claim(kind: "train", project: "main", worker: "w", limitPerUser: 1)
            }
            for attempt in 1...5 {
                #expect(try await claim().job?.attempt == UInt32(attempt))
                #expect(try await claim().job == nil)
                // Its lease runs out.
                try await store.redis.send("ZADD", "peryton:main:job-leases:train", 0, "j")
                try await store.redis.setHash("peryton:main:job-seen:train", ["patience": "0"])
            }
            #expect(try await claim().left == ["j"])
            let ended = try #require(try await store.job("main", "j"))
            #expect(ended.phase == .error)
            #expect(ended.error == "given up: 5 workers died while they were at it")
            // Nothing of it is left in the queue.
            try await store.submit(fixture.job("next"))
            #expect(try await claim().job?.id == "next")
        }
    }

    @Test("a job of a dead worker that its owner cancels is over at once")
    func cancelledDead() async throws {
        try await JobFixture.with { fixture in
            let store = fixture.store
            try await store.submit(fixture.job("j"))
            _ = try await store.claim(kind: "train", project: "main", worker: "w", limitPerUser: 1)
            #expect(try await store.cancel("main", "j")?.phase == .executing)
            try await store.redis.send("ZADD", "peryton:main:job-leases:train", 0, "j")
            try await store.redis.setHash("peryton:main:job-seen:train", ["patience": "0"])
            _ = try await store.claim(kind: "train", project: "main", worker: "x", limitPerUser: 1)
            #expect(try await store.job("main", "j")?.phase == .aborted)
        }
    }

    @Test("redis-server restarted in the middle takes no job from a living worker")
    func redisAway() async throws {
        try await JobFixture.with { fixture in
            let (door, runs) = (Door(), Tally(0))
            let work = JobWork("train") { context in
                if context.job.id == "other" { return "" }
                runs.change { $0 += 1 }
                try await door.pass()
                return ""
            }
            let idle = try await fixture.service(JobSettings(), [work])
            try await fixture.with(JobSettings(), [work]) {
                let client = try fixture.client()
                try await client.submit(fixture.job("j"))
                try await fixture.job("j") { $0.phase == .executing }
                await fixture.redis.kill()
                try await Task.sleep(for: .seconds(5))
                try await fixture.redis.restart()
                // The idle one has asked for jobs again once it has done this.
                try await client.submit(fixture.job("other"))
                #expect(try await client.wait(for: "other", project: "main").phase == .completed)
                door.open()
                let ended = try await client.wait(for: "j", project: "main")
                #expect(ended.phase == .completed)
                #expect(ended.attempt == 1)
                #expect(runs.value == 1)
            }
            await idle.stop()
        }
    }
}
