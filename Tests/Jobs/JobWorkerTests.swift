import Bus
import Jobs
import Mesh
import Messages
import TestSupport
import Testing

@Suite("Jobs", .timeLimit(.minutes(3)))
struct JobWorkerTests {
    @Test("a job is queued, executed and completed, and its owner hears of each step")
    func completes() async throws {
        try await JobFixture.with { fixture in
            let work = JobWork("train") { context in
                await context.progress(0.5, "half way", rows: 7)
                return "done: \(context.job.id)"
            }
            try await fixture.with(JobSettings(), [work]) {
                let client = try fixture.client()
                let queued = try await client.submit(fixture.job("j1"))
                #expect(queued.phase == .queued)
                let news = Tally<[String]>([])
                let ended = try await client.wait(for: "j1", project: "main") { job in
                    news.change { $0.append("\(job.phase.uwsName) \(job.progress) \(job.message)") }
                }
                #expect(ended.phase == .completed)
                #expect(
                    news.value == [
                        "QUEUED 0.0 ", "EXECUTING 0.0 ", "EXECUTING 0.5 half way", "COMPLETED 1.0 done: j1",
                    ])
                #expect(ended.owner == "me")
                #expect(ended.endedAt >= ended.startedAt)
                #expect(ended.startedAt >= ended.submittedAt)
                #expect(ended.attempt == 1)
                #expect(ended.rowsDone == 7)
                #expect(ended.expiresAt.seconds(since: ended.endedAt) == 14 * 86_400)
                #expect(try await fixture.store.job("main", "j1") == ended)
                let log = try await client.log(of: "j1", project: "main").map(\.text)
                #expect(log.count == 4)
                #expect(log.first == "QUEUED")
                #expect(log.last == "COMPLETED done: j1")
            }
        }
    }

    @Test("a job that fails says why, and the next one goes on")
    func fails() async throws {
        try await JobFixture.with { fixture in
            let work = JobWork("train") { context in
                if context.job.id == "bad" { throw JobFailure("stream \"x\" is not declared") }
                return "fine"
            }
            try await fixture.with(JobSettings(), [work]) {
                let client = try fixture.client()
                try await client.submit(fixture.job("bad"))
                try await client.submit(fixture.job("good"))
                let bad = try await client.wait(for: "bad", project: "main")
                #expect(bad.phase == .error)
                #expect(bad.error == "stream \"x\" is not declared")
                #expect(bad.message == "")
                #expect(try await client.wait(for: "good", project: "main").phase == .completed)
            }
        }
    }

    @Test("a job submitted twice is one job, also when it is over")
    func submittedTwice() async throws {
        try await JobFixture.with { fixture in
            let runs = Tally(0)
            let work = JobWork("train") { _ in
                runs.change { $0 += 1 }
                return ""
            }
            try await fixture.with(JobSettings(), [work]) {
                let client = try fixture.client()
                try await client.submit(fixture.job("j"))
                try await client.submit(fixture.job("j"))
                _ = try await client.wait(for: "j", project: "main")
                #expect(try await client.submit(fixture.job("j")).phase == .completed)
                try await client.submit(fixture.job("last"))
                _ = try await client.wait(for: "last", project: "main")
                #expect(runs.value == 2)
            }
        }
    }

    @Test("an order published on its subject is a job like any other, however often it comes")
    func published() async throws {
        try await JobFixture.with { fixture in
            let runs = Tally(0)
            let work = JobWork("train") { _ in
                runs.change { $0 += 1 }
                return ""
            }
            for copy in 1...3 {
                try await fixture.mesh.publisher.publish(
                    OutgoingMessage(
                        subject: "job.train.main.me", body: fixture.job("j").serialized(), messageID: "copy \(copy)"))
            }
            try await fixture.with(JobSettings(), [work]) {
                let client = try fixture.client()
                #expect(try await client.wait(for: "j", project: "main").phase == .completed)
                while try await fixture.mesh.jetStream.state(ofStream: "JOBS_main")?.messages != 0 {
                    try await Task.sleep(for: .milliseconds(10))
                }
                #expect(runs.value == 1)
            }
        }
    }

    @Test("a job submitted while no service runs waits for one")
    func nobodyThere() async throws {
        try await JobFixture.with { fixture in
            let client = try fixture.client()
            try await client.submit(fixture.job("j"))
            let ended = Task { try await client.wait(for: "j", project: "main") }
            try await fixture.with(JobSettings(), [JobWork("train") { _ in "done" }]) {
                let message = try await ended.value.message
                #expect(message == "done")
            }
        }
    }

    @Test("a queued job is seen at once, while all workers are busy")
    func seenAtOnce() async throws {
        try await JobFixture.with { fixture in
            let door = Door()
            let work = JobWork("train") { _ in
                try await door.pass()
                return ""
            }
            try await fixture.with(JobSettings(), [work]) {
                let client = try fixture.client()
                try await client.submit(fixture.job("busy"))
                try await fixture.job("busy") { $0.phase == .executing }
                try await client.submit(fixture.job("waits"))
                #expect(try await client.jobs(project: "main").map(\.id) == ["waits", "busy"])
                #expect(try await client.job("waits", project: "main").phase == .queued)
                try await fixture.mesh.publisher.publish(
                    OutgoingMessage(subject: "job.train.main.me", body: fixture.job("direct").serialized()))
                try await fixture.job("direct") { $0.phase == .queued }
                door.open()
            }
        }
    }

    @Test("an order that is no job, or of a kind that nobody knows, goes to the dead letters and holds up nothing")
    func malformedOrder() async throws {
        try await JobFixture.with { fixture in
            try await fixture.with(JobSettings(), [JobWork("train") { _ in "fine" }]) {
                let client = try fixture.client()
                for body in [[0x0A, 0xFF], fixture.job("BAD ID").serialized()] as [[UInt8]] {
                    try await fixture.mesh.publisher.publish(
                        OutgoingMessage(subject: "job.train.main.me", body: body))
                }
                try await client.submit(fixture.job("j"))
                #expect(try await client.wait(for: "j", project: "main").phase == .completed)
                while try await fixture.mesh.jetStream.state(ofStream: "DEAD_main")?.messages != 2 {
                    try await Task.sleep(for: .milliseconds(10))
                }
                let error = await #expect(throws: BusError.self) {
                    try await client.submit(fixture.job("j2", kind: "cook"))
                }
                #expect(
                    error
                        == .remote(
                            code: "invalid",
                            message:
                                "job kind \"cook\": expected one of train, query, load, score, cutout, scan, similarity"
                        ))
            }
        }
    }
}
