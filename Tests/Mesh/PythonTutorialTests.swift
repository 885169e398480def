import Foundation
import Mesh
import Messages
import ServiceKit
import Simulation
import TestSupport
import Testing
import Threads

/// README's tutorial for Python: its scripts publish a stream and subscribe to it.
@Suite("The Python tutorial", .timeLimit(.minutes(3)))
struct PythonTutorialTests {
    @Test("a night is published from Python and its anomalies are heard of in Python")
    func publishAndSubscribe() async throws {
        guard let python = Python.executable(importing: "nats") else {
            return print("skipped: no Python with nats-py; `make test` brings one")
        }
        try await FlowFixture.with { fixture in
            let root = Python.packageRoot
            let classes = "\(fixture.folder)/classes"
            try FileManager.default.createDirectory(atPath: classes, withIntermediateDirectories: true)
            try Python.run("protoc", ["--proto_path=\(root)/proto", "--python_out=\(classes)"] + Python.protoFiles)
            let night = "\(fixture.folder)/night"
            let truth = try SimulatedSurvey(seed: 3, size: .count(1_200)).writeNight(toFolder: night)
            let packets = truth.alerts.map { "\(night)/\($0.candid).avro" }
            let environment = ["PYTHONPATH": classes, "PERYTON_NATS": fixture.nats.address]
            func run(_ script: String, _ arguments: [String]) async throws -> String {
                try await BlockingThreads.run {
                    try Python.run(
                        python, ["\(root)/deploy/python/\(script)"] + arguments, environment: environment)
                }
            }
            #expect(try await run("publish.py", ["tutorial"] + packets).contains("1200 accepted"))
            #expect(try await run("publish.py", ["tutorial", packets[0]]) == "1 duplicate\n")
            _ = try await fixture.scores(1_200)
            let heard = try await run("subscribe.py", ["rare", "3", "magnitude < 30"])
            let lines = heard.split(separator: "\n")
            #expect(lines.count == 3)
            #expect(lines.allSatisfy { $0.hasPrefix("ZTF") }, "\(heard)")
            // The service's refusal is what Python tells.
            let error = await #expect(throws: ProgramFailure.self) {
                try await run("subscribe.py", ["rare", "1", "magnitud < 20"])
            }
            #expect(error?.description.contains("magnitude") == true)
        }
    }
}
