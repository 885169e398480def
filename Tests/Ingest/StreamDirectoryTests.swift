import Bus
import Mesh
import Messages
import Testing

@testable import Ingest

@Suite("The directory of streams", .timeLimit(.minutes(1)))
struct StreamDirectoryTests {
    private func stream(limit: Double) -> StreamDeclaration {
        StreamDeclaration(project: "main", name: "ztf", anomalyLimit: limit)
    }

    @Test("a stream is remembered for a second, and then looked up anew")
    func memory() async throws {
        try await IngestFixture.with { fixture in
            let (directory, registry) = (fixture.directory, fixture.mesh.registry)
            try await registry.declare(stream(limit: 0.1))
            let start = ContinuousClock.now
            #expect(try await directory.stream("main", "ztf")?.declaration.anomalyLimit == 0.1)
            let lookedUp = ContinuousClock.now
            try await registry.declare(stream(limit: 0.2))
            let second = try await directory.stream("main", "ztf")?.declaration.anomalyLimit
            #expect(second == 0.1 || start.duration(to: .now) >= .seconds(1))
            // Time itself is what is tested here, so it has to pass.
            while try await directory.stream("main", "ztf")?.declaration.anomalyLimit != 0.2 {
                try await Task.sleep(for: .milliseconds(20))
            }
            // The clock of the directory is the wall clock, which may be set a little meanwhile.
            #expect(start.duration(to: .now) >= .seconds(0.9))
            #expect(lookedUp.duration(to: .now) < .seconds(10))
        }
    }

    @Test("a stream that is declared, or declared anew, is seen at once when it was forgotten")
    func forget() async throws {
        try await IngestFixture.with { fixture in
            let (directory, registry) = (fixture.directory, fixture.mesh.registry)
            #expect(try await directory.stream("main", "ztf") == nil)
            try await registry.declare(stream(limit: 0.1))
            #expect(try await directory.stream("main", "ztf")?.declaration == stream(limit: 0.1))
            try await registry.declare(stream(limit: 0.2))
            await directory.forget("main", "other")
            await directory.forget("main", "ztf")
            #expect(try await directory.stream("main", "ztf")?.declaration == stream(limit: 0.2))
        }
    }

    @Test("a stream whose feature set is not known here cannot be opened")
    func unknownFeatureSet() async throws {
        try await IngestFixture.with { fixture in
            try await fixture.mesh.registry.declare(
                StreamDeclaration(project: "main", name: "new", featureSetVersion: 9))
            let error = await #expect(throws: RequestError.self) {
                _ = try await fixture.directory.stream("main", "new")
            }
            #expect(
                error?.description
                    == "stream new carries ztf.candidate version 9, which this ingest does not know; upgrade it")
        }
    }
}
