import Bus
import Mesh
import Messages
import Testing

@testable import Ingest

@Suite("Declaring streams", .timeLimit(.minutes(1)))
struct StreamDeskTests {
    @Test("a declared stream is in the registry, has its place in JetStream and the scorers' durable")
    func declared() async throws {
        try await IngestFixture.with { fixture in
            let before = UnixTime.now
            let stream = try await fixture.desk.declare(
                StreamDeclaration(project: "somebody-elses", name: "ztf", publishers: ["robot"]), in: "main")
            #expect(stream.project == "main")
            #expect(stream.createdAt >= before)
            #expect(try await fixture.mesh.registry.stream("main", "ztf") == stream)
            #expect(try await fixture.mesh.registry.stream("somebody-elses", "ztf") == nil)
            #expect(try await fixture.state(ofStream: "ALERTS_main") != nil)
            let durable = try await fixture.mesh.jetStream.state(ofConsumer: "scorer_main_ztf", onStream: "ALERTS_main")
            #expect(durable != nil)
        }
    }

    @Test("a stream that is declared again is changed, and keeps the time of its first declaration")
    func changed() async throws {
        try await IngestFixture.with { fixture in
            let first = try await fixture.desk.declare(StreamDeclaration(project: "", name: "ztf"), in: "main")
            let second = try await fixture.desk.declare(
                StreamDeclaration(project: "", name: "ztf", anomalyLimit: 0.5, trainAfterAlerts: 9), in: "main")
            #expect(second.createdAt == first.createdAt)
            #expect(try await fixture.desk.list(NameRequest(name: "ztf"), in: "main").streams == [second])
            #expect([second.anomalyLimit, Double(second.trainAfterAlerts)] == [0.5, 9])
        }
    }

    @Test("a stream's feature set stays what it is: another one is a conflict")
    func conflict() async throws {
        try await IngestFixture.with { fixture in
            // There is but one feature set yet, so the registry is given a stream of another one.
            try await fixture.mesh.registry.declare(
                StreamDeclaration(project: "main", name: "old", featureSet: "ztf.candidate", featureSetVersion: 9))
            let refusal = await fixture.refusal {
                try await fixture.desk.declare(StreamDeclaration(project: "", name: "old"), in: "main")
            }
            #expect(refusal?.code == "conflict")
            #expect(
                refusal?.description
                    == "stream old carries ztf.candidate version 9; another feature set needs a stream of its own")
            #expect(try await fixture.mesh.registry.stream("main", "old")?.featureSetVersion == 9)
        }
    }

    @Test(
        "what could not work is refused, with what was expected, and nothing is made",
        arguments: [
            (
                StreamDeclaration(project: "", name: "a", featureSetVersion: 2),
                "stream a: feature set \"ztf.candidate\" version 2 is not known; known are: ztf.candidate version 1"
            ),
            (
                StreamDeclaration(project: "", name: "a", anomalyLimit: 0),
                "stream a: anomaly limit 0.0: expected a tail probability, above 0 and at most 1"
            ),
            (
                StreamDeclaration(project: "", name: "a", anomalyLimit: .nan),
                "stream a: anomaly limit nan: expected a tail probability, above 0 and at most 1"
            ),
            (
                StreamDeclaration(project: "", name: "a", trainingRowCap: 2),
                "stream a: training row cap 2: expected at least 3"
            ),
            (
                StreamDeclaration(project: "", name: "a", refreshAfterAlerts: 499),
                "stream a: refresh after 499 alerts: expected 0, for never, or at least 500"
            ),
            (
                StreamDeclaration(project: "", name: "a", refreshTrees: 0),
                "stream a: refresh 0 trees: expected at least 1"
            ),
            (
                StreamDeclaration(project: "", name: "a", keepStampsDays: 36_501),
                "stream a: keep stamps for 36501 days: expected 0, for not at all, to 36500"
            ),
            (
                StreamDeclaration(project: "", name: "a", driftLimit: 1.5),
                "stream a: drift limit 1.5: expected above 0 and at most 1"
            ),
            (
                StreamDeclaration(project: "", name: "a", publishers: ["robot", "Me"]),
                "publisher name \"Me\": expected 1 to 63 of a–z, 0–9 and -, not beginning with -"
            ),
            (
                StreamDeclaration(project: "", name: "a.b"),
                "stream name \"a.b\": expected 1 to 63 of a–z, 0–9 and -, not beginning with -"
            ),
        ])
    func refused(stream: StreamDeclaration, reason: String) async throws {
        try await IngestFixture.with { fixture in
            let refusal = await fixture.refusal { try await fixture.desk.declare(stream, in: "main") }
            #expect(refusal?.code == "invalid")
            #expect(refusal?.description == reason)
            let (state, projects) = (
                try await fixture.state(ofStream: "ALERTS_main"), try await fixture.mesh.registry.projects()
            )
            #expect(state == nil)
            #expect(projects.isEmpty)
        }
    }

    @Test("a mesh has room for several projects")
    func projects() async throws {
        try await IngestFixture.with { fixture in
            _ = try await fixture.desk.declare(StreamDeclaration(project: "", name: "a"), in: "main")
            _ = try await fixture.desk.declare(StreamDeclaration(project: "", name: "a"), in: "other")
            #expect(try await fixture.state(ofStream: "ALERTS_other") != nil)
        }
    }

    @Test("streams are listed by name, each project its own; one that is not there is told so")
    func list() async throws {
        try await IngestFixture.with { fixture in
            for (project, name) in [("main", "b"), ("main", "a"), ("other", "c")] {
                try await fixture.mesh.registry.declare(StreamDeclaration(project: project, name: name))
            }
            #expect(try await fixture.desk.list(NameRequest(), in: "main").streams.map(\.name) == ["a", "b"])
            #expect(try await fixture.desk.list(NameRequest(), in: "empty").streams.isEmpty)
            let refusal = await fixture.refusal { try await fixture.desk.list(NameRequest(name: "c"), in: "main") }
            #expect(refusal?.code == "not-found")
            #expect(refusal?.description == "stream \"c\" is not declared in project main")
        }
    }
}
