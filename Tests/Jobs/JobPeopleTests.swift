import Bus
import Jobs
import Mesh
import Messages
import TestSupport
import Testing

@Suite("Whose job it is", .timeLimit(.minutes(3)))
struct JobPeopleTests {
    private static let works = [JobWork("train") { "done: \($0.job.id)" }]

    @Test("for everybody but its owner a job does not exist")
    func strangers() async throws {
        try await JobFixture.with { fixture in
            try await fixture.with(JobSettings(), Self.works) {
                let (mine, yours) = (try fixture.client("me"), try fixture.client("you"))
                // Whoever the payload names as owner: the subject counts.
                try await mine.submit(Job(id: "j", project: "elsewhere", owner: "you", kind: "train").inMain())
                let ended = try await mine.wait(for: "j", project: "main")
                #expect(ended.owner == "me")
                try await yours.submit(Job(id: "y", project: "main", owner: "me", kind: "train"))
                #expect(try await mine.jobs(project: "main").map(\.id) == ["j"])
                #expect(try await yours.jobs(project: "main").map(\.id) == ["y"])
                try await expectRefusals(yours, "not-found")
                let error = await #expect(throws: BusError.self) { try await yours.job("j", project: "main") }
                #expect(
                    error
                        == .remote(
                            code: "not-found", message: "project main has no job \"j\" of yours or shared with you"))
                // Its id is taken, and that is all that is told.
                let conflict = await #expect(throws: BusError.self) {
                    try await yours.submit(Job(id: "j", project: "main", owner: "you", kind: "train"))
                }
                #expect(
                    conflict == .remote(code: "conflict", message: "job id j is taken; submit it under another"))
                #expect(try await mine.job("j", project: "main") == ended)
            }
        }
    }

    /// Every change, and the log, is refused with a code.
    private func expectRefusals(_ client: JobClient, _ code: String) async throws {
        let changes: [@Sendable () async throws -> Void] = [
            { _ = try await client.cancel("j", project: "main") },
            { _ = try await client.rename("j", to: "x", project: "main") },
            { _ = try await client.comment("j", "x", project: "main") },
            { _ = try await client.share("j", with: ["you"], project: "main") },
            { _ = try await client.renew("j", project: "main") },
            { _ = try await client.rerun("j", project: "main") },
            { try await client.delete("j", project: "main") },
        ]
        for change in changes {
            let error = await #expect(throws: BusError.self) { try await change() }
            guard case .remote(code, _) = error else {
                Issue.record("expected \(code), got \(String(describing: error))")
                continue
            }
        }
    }

    @Test("those with whom it is shared see it and change nothing; who is no longer among them sees nothing")
    func shared() async throws {
        try await JobFixture.with { fixture in
            try await fixture.with(JobSettings(), Self.works) {
                let (mine, yours, theirs) = (
                    try fixture.client("me"), try fixture.client("you"), try fixture.client("they")
                )
                try await mine.submit(fixture.job("j"))
                _ = try await mine.wait(for: "j", project: "main")
                #expect(try await mine.share("j", with: ["you", "me"], project: "main").sharedWith == ["you"])
                #expect(try await yours.job("j", project: "main").message == "done: j")
                #expect(try await yours.jobs(project: "main").map(\.id) == ["j"])
                #expect(try await yours.wait(for: "j", project: "main").phase == .completed)
                #expect(try await !yours.log(of: "j", project: "main").isEmpty)
                #expect(try await theirs.jobs(project: "main").isEmpty)
                try await expectRefusals(yours, "forbidden")
                try await expectRefusals(theirs, "not-found")

                _ = try await mine.share("j", with: ["*"], project: "main")
                #expect(try await theirs.jobs(project: "main").map(\.id) == ["j"])
                _ = try await mine.share("j", with: [], project: "main")
                #expect(try await yours.jobs(project: "main").isEmpty)
                #expect(try await theirs.jobs(project: "main").isEmpty)
                try await expectRefusals(theirs, "not-found")
            }
        }
    }

    @Test("the events of a job come to its owner and to nobody else")
    func events() async throws {
        try await JobFixture.with { fixture in
            let mine = try fixture.mesh.bus.messages(on: Subject.jobEvent("main", "me", "*"))
            let yours = try fixture.mesh.bus.messages(on: Subject.jobEvent("main", "you", "*"))
            try await fixture.with(JobSettings(), Self.works) {
                let (me, you) = (try fixture.client("me"), try fixture.client("you"))
                try await me.submit(fixture.job("j"))
                try await you.submit(fixture.job("y"))
                #expect(try await me.wait(for: "j", project: "main").phase == .completed)
                #expect(try await you.wait(for: "y", project: "main").phase == .completed)
                for (events, id) in [(mine, "j"), (yours, "y")] {
                    var jobs: [Job] = []
                    for await event in events {
                        jobs.append(try event.withBody { bytes throws(MessageError) in try Job(serialized: bytes) })
                        if jobs.last?.phase == .completed { break }
                    }
                    #expect(Set(jobs.map(\.id)) == [id])
                    #expect(jobs.map(\.phase) == [.queued, .executing, .completed])
                }
            }
        }
    }

    @Test("a job gets another name and a comment, and runs again with the same parameters")
    func changes() async throws {
        try await JobFixture.with { fixture in
            let parameters = Tally<[TrainParameters?]>([])
            let work = JobWork("train") { context in
                parameters.change { $0.append(context.job.train) }
                return ""
            }
            try await fixture.with(JobSettings(), [work]) {
                let client = try fixture.client()
                var job = fixture.job("j")
                job.train = TrainParameters(stream: "ztf", trees: 7)
                try await client.submit(job)
                _ = try await client.wait(for: "j", project: "main")
                #expect(try await client.rename("j", to: "first try", project: "main").name == "first try")
                #expect(try await client.comment("j", "quite good", project: "main").comment == "quite good")
                let again = try await client.rerun("j", project: "main")
                #expect(again.id != "j")
                #expect(again.name == "first try")
                #expect(again.comment == "")
                let ended = try await client.wait(for: again.id, project: "main")
                #expect(ended.phase == .completed)
                #expect(ended.submittedAt > again.startedAt)
                #expect(parameters.value == [job.train, job.train])
                let long = String(repeating: "x", count: 201)
                let error = await #expect(throws: BusError.self) {
                    try await client.rename("j", to: long, project: "main")
                }
                #expect(error == .remote(code: "invalid", message: "name: 201 bytes, expected at most 200"))
            }
        }
    }

    @Test("waiting for a job that is not there ends with not-found, also when it is deleted meanwhile")
    func notThere() async throws {
        try await JobFixture.with { fixture in
            try await fixture.with(JobSettings(), Self.works) {
                let client = try fixture.client()
                let error = await #expect(throws: BusError.self) {
                    try await client.wait(for: "none", project: "main", patienceSeconds: 0)
                }
                #expect(
                    error
                        == .remote(
                            code: "not-found", message: "project main has no job \"none\" of yours or shared with you"))
            }
        }
    }
}

extension Job {
    /// The same job, submitted to project "main".
    fileprivate func inMain() -> Job {
        var job = self
        job.project = "main"
        return job
    }
}
