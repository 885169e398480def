import Bus
import Foundation
import Jobs
import Mesh
import Messages
import TestSupport
import Testing

@Suite("Cancelling jobs", .timeLimit(.minutes(3)))
struct JobCancelTests {
    @Test("a job that waits is aborted at once and never runs")
    func queued() async throws {
        try await JobFixture.with { fixture in
            let (door, runs) = (Door(), Tally<[String]>([]))
            let work = JobWork("train") { context in
                runs.change { $0.append(context.job.id) }
                try await door.pass()
                return ""
            }
            try await fixture.with(JobSettings(), [work]) {
                let client = try fixture.client()
                try await client.submit(fixture.job("busy"))
                try await fixture.job("busy") { $0.phase == .executing }
                try await client.submit(fixture.job("j"))
                let cancelled = try await client.cancel("j", project: "main")
                #expect(cancelled.phase == .aborted)
                #expect(cancelled.expiresAt.isKnown)
                // Its order may still come from JetStream, and changes nothing.
                try await fixture.mesh.publisher.publish(
                    OutgoingMessage(subject: "job.train.main.me", body: fixture.job("j").serialized()))
                door.open()
                try await client.submit(fixture.job("last"))
                _ = try await client.wait(for: "last", project: "main")
                #expect(runs.value == ["busy", "last"])
                #expect(try await client.wait(for: "j", project: "main").phase == .aborted)
            }
        }
    }

    @Test("a running job is aborted within a second, and its task and what it waits for are interrupted")
    func running() async throws {
        try await JobFixture.with { fixture in
            let hooks = Tally(0)
            let work = JobWork("train") { context in
                context.onCancel { hooks.change { $0 += 1 } }
                try await Task.sleep(for: .seconds(600))
                return "\(context.job.id) was never cancelled"
            }
            try await fixture.with(JobSettings(), [work]) {
                let client = try fixture.client()
                try await client.submit(fixture.job("j"))
                try await fixture.job("j") { $0.phase == .executing }
                let asked = ContinuousClock.now
                #expect(try await client.cancel("j", project: "main").cancelRequested)
                let ended = try await client.wait(for: "j", project: "main")
                #expect(ended.phase == .aborted)
                #expect(ended.message == "cancelled by its owner")
                #expect(ended.error == "")
                #expect(asked.duration(to: .now) < .seconds(1))
                #expect(hooks.value == 1)
                #expect(try await client.cancel("j", project: "main").phase == .aborted)
            }
        }
    }

    @Test(
        "work that does not listen is aborted all the same, keeps its slot until it returns, and changes nothing then")
    func deaf() async throws {
        try await JobFixture.with { fixture in
            let release = DispatchSemaphore(value: 0)
            let work = JobWork("train", concurrency: 2) { context in
                guard context.job.id == "deaf" else { return "" }
                await withCheckedContinuation { continuation in
                    Thread.detachNewThread {
                        release.wait()
                        continuation.resume()
                    }
                }
                return "too late"
            }
            var settings = JobSettings()
            settings.limitPerUser = 1
            try await fixture.with(settings, [work]) {
                let client = try fixture.client()
                try await client.submit(fixture.job("deaf"))
                try await fixture.job("deaf") { $0.phase == .executing }
                try await client.submit(fixture.job("next"))
                _ = try await client.cancel("deaf", project: "main")
                #expect(try await client.wait(for: "deaf", project: "main").phase == .aborted)
                #expect(try await client.job("next", project: "main").phase == .queued)
                release.signal()
                #expect(try await client.wait(for: "next", project: "main").phase == .completed)
                let deaf = try await client.job("deaf", project: "main")
                #expect(deaf.phase == .aborted)
                #expect(deaf.message == "cancelled by its owner")
            }
        }
    }
}
