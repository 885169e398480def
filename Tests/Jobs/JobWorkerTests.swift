import Bus
import Jobs
import Mesh
import Messages
import Synchronization
import TestSupport
import Testing

@Suite("Jobs", .timeLimit(.minutes(3)))
struct JobWorkerTests {
    @Test("a job is queued, executed and completed, and its owner hears of each step")
    func completes() async throws {
        try await JobFixture.with { fixture in
            let worker = try fixture.worker { context in
                await context.progress(0.5, "half way")
                return "done: \(context.job.id)"
            }
            defer { worker.cancel() }
            let client = try fixture.client()
            try await client.submit(fixture.job("j1"))
            let news = Mutex<[String]>([])
            let ended = try await client.wait(for: "j1", project: "main") { job in
                news.withLock { $0.append("\(job.phase.uwsName) \(job.progress) \(job.message)") }
            }
            #expect(ended.phase == .completed)
            #expect(
                news.withLock { $0 } == ["EXECUTING 0.0 ", "EXECUTING 0.5 half way", "COMPLETED 1.0 done: j1"])
            #expect(ended.owner == "me")
            #expect(ended.endedAt >= ended.startedAt)
            #expect(try await fixture.store.job("main", "j1") == ended)
        }
    }

    @Test("a job that fails says why, and the next one goes on")
    func fails() async throws {
        try await JobFixture.with { fixture in
            let worker = try fixture.worker { context in
                if context.job.id == "bad" { throw JobFailure("stream \"x\" is not declared") }
                return "fine"
            }
            defer { worker.cancel() }
            let client = try fixture.client()
            try await client.submit(fixture.job("bad"))
            try await client.submit(fixture.job("good"))
            let bad = try await client.wait(for: "bad", project: "main")
            #expect(bad.phase == .error)
            #expect(bad.error == "stream \"x\" is not declared")
            #expect(try await client.wait(for: "good", project: "main").phase == .completed)
        }
    }

    @Test("a job submitted twice is one job")
    func submittedTwice() async throws {
        try await JobFixture.with { fixture in
            let runs = Mutex(0)
            let worker = try fixture.worker { _ in
                runs.withLock { $0 += 1 }
                return ""
            }
            defer { worker.cancel() }
            let client = try fixture.client()
            try await client.submit(fixture.job("j"))
            try await client.submit(fixture.job("j"))
            try await client.submit(fixture.job("last"))
            _ = try await client.wait(for: "last", project: "main")
            #expect(runs.withLock { $0 } == 2)
        }
    }

    @Test("a running job is cancelled by its owner, and only by its owner")
    func cancelled() async throws {
        try await JobFixture.with { fixture in
            let worker = try fixture.worker { context in
                try await Task.sleep(for: .seconds(600))
                return "\(context.job.id) was never cancelled"
            }
            let requests = Task {
                try await JobRequests(
                    connection: fixture.mesh.bus, store: fixture.store, service: "worker", kind: "train"
                ).run()
            }
            defer {
                worker.cancel()
                requests.cancel()
            }
            let client = try fixture.client()
            try await client.submit(fixture.job("j"))
            while try await fixture.store.job("main", "j")?.phase != .executing {
                try await Task.sleep(for: .milliseconds(5))
            }
            let error = await #expect(throws: BusError.self) {
                try await fixture.client("thief").cancel("j", project: "main", service: "worker")
            }
            #expect(error == .remote(code: "forbidden", message: "job j belongs to me: only its owner may cancel it"))
            _ = try await client.cancel("j", project: "main", service: "worker")
            #expect(try await client.wait(for: "j", project: "main").phase == .aborted)
        }
    }

    @Test("a job cancelled before a worker took it never runs")
    func cancelledInQueue() async throws {
        try await JobFixture.with { fixture in
            try await fixture.client().submit(fixture.job("j"))
            try await fixture.store.requestCancel("main", "j")
            let runs = Mutex(0)
            let worker = try fixture.worker { _ in
                runs.withLock { $0 += 1 }
                return ""
            }
            defer { worker.cancel() }
            #expect(try await fixture.client().wait(for: "j", project: "main").phase == .aborted)
            #expect(runs.withLock { $0 } == 0)
        }
    }

    @Test("a worker that stops leaves its job to another, which finds what was frozen")
    func takenUp() async throws {
        try await JobFixture.with { fixture in
            let (started, start) = AsyncStream.makeStream(of: Void.self)
            let first = try fixture.worker { context in
                _ = try await context.store.freeze("window", "first", project: "main", id: context.job.id)
                start.yield()
                try await Task.sleep(for: .seconds(600))
                return "never"
            }
            let client = try fixture.client()
            try await client.submit(fixture.job("j"))
            for await _ in started { break }
            first.cancel()
            _ = await first.result
            let second = try fixture.worker { context in
                try await context.store.freeze("window", "second", project: "main", id: context.job.id)
            }
            defer { second.cancel() }
            let ended = try await client.wait(for: "j", project: "main")
            #expect(ended.phase == .completed)
            #expect(ended.message == "first")
        }
    }

    @Test("an order that is no job goes to the dead letters and holds up nothing")
    func malformedOrder() async throws {
        try await JobFixture.with { fixture in
            let worker = try fixture.worker { _ in "fine" }
            defer { worker.cancel() }
            try await fixture.mesh.publisher.publish(OutgoingMessage(subject: "job.train.main.me", body: [0x0A, 0xFF]))
            let client = try fixture.client()
            try await client.submit(fixture.job("j"))
            #expect(try await client.wait(for: "j", project: "main").phase == .completed)
            #expect(try await fixture.mesh.jetStream.state(ofStream: "DEAD_main")?.messages == 1)
        }
    }
}
