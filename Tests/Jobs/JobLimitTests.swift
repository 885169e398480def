import Jobs
import Messages
import TestSupport
import Testing

@Suite("How many jobs execute at once", .timeLimit(.minutes(3)))
struct JobLimitTests {
    /// The jobs that are executing now, and the most that ever were, by owner.
    private struct Load {
        var now: [String: Int] = [:]
        var most: [String: Int] = [:]
        var order: [String] = []
    }

    private static func work(_ kind: String, _ load: Tally<Load>, _ door: Door) -> JobWork {
        JobWork(kind, concurrency: 8) { context in
            let owner = context.job.owner
            load.change { load in
                load.now[owner, default: 0] += 1
                load.most[owner] = max(load.most[owner] ?? 0, load.now[owner] ?? 0)
                load.order.append(context.job.id)
            }
            defer { load.change { $0.now[owner, default: 0] -= 1 } }
            try await door.pass()
            return ""
        }
    }

    @Test("exactly as many as the limit says, over all workers, kinds of a group together; the others wait")
    func exactly() async throws {
        try await JobFixture.with { fixture in
            var settings = JobSettings()
            settings.limitPerUser = 3
            let (load, door) = (Tally(Load()), Door())
            let works = [Self.work("query", load, door), Self.work("score", load, door)]
            let second = try await fixture.service(settings, works)
            try await fixture.with(settings, works) {
                let client = try fixture.client()
                for index in 0..<8 {
                    try await client.submit(fixture.job("j\(index)", kind: index % 4 == 3 ? "score" : "query"))
                }
                while load.value.now["me"] != 3 { try await Task.sleep(for: .milliseconds(5)) }
                let phases = try await client.jobs(project: "main").map(\.phase)
                #expect(phases.filter { $0 == .executing }.count == 3)
                #expect(phases.filter { $0 == .queued }.count == 5)
                // Another user's job is not held up behind them.
                try await fixture.client("you").submit(fixture.job("yours", kind: "query"))
                try await fixture.job("yours") { $0.phase == .executing }
                door.open()
                for index in 0..<8 {
                    #expect(try await client.wait(for: "j\(index)", project: "main").phase == .completed)
                }
                #expect(load.value.most == ["me": 3, "you": 1])
                #expect(Set(load.value.order.prefix(3)) == ["j0", "j1", "j2"])
            }
            await second.stop()
        }
    }

    @Test("those that wait come in the order in which they were submitted, whoever takes them")
    func order() async throws {
        try await JobFixture.with { fixture in
            var settings = JobSettings()
            settings.limitPerUser = 1
            let load = Tally(Load())
            let door = Door()
            door.open()
            let works = [Self.work("query", load, door)]
            let second = try await fixture.service(settings, works)
            try await fixture.with(settings, works) {
                let client = try fixture.client()
                let ids = (0..<10).map { "j\($0)" }
                for id in ids { try await client.submit(fixture.job(id, kind: "query")) }
                for id in ids { _ = try await client.wait(for: id, project: "main") }
                #expect(load.value.order == ids)
                #expect(load.value.most == ["me": 1])
            }
            await second.stop()
        }
    }

    @Test("a process works on as many as it is told, and takes the next as one ends")
    func concurrency() async throws {
        try await JobFixture.with { fixture in
            let load = Tally(Load())
            let work = JobWork("train", concurrency: 2) { context in
                load.change { load in
                    load.now["", default: 0] += 1
                    load.most[""] = max(load.most[""] ?? 0, load.now[""] ?? 0)
                }
                try await Task.sleep(for: .milliseconds(20))
                load.change { $0.now["", default: 0] -= 1 }
                return ""
            }
            try await fixture.with(JobSettings(), [work]) {
                let client = try fixture.client()
                for index in 0..<10 { try await client.submit(fixture.job("j\(index)")) }
                for index in 0..<10 { _ = try await client.wait(for: "j\(index)", project: "main") }
                #expect(load.value.most == ["": 2])
            }
        }
    }
}
