import Bus
import Foundation
import ServiceLifecycle
import Synchronization

/// Whether a night went as it should, for the exit status.
final class NightOutcome: Sendable {
    private let failure = Mutex(false)

    var hasFailed: Bool { failure.withLock { $0 } }

    func fail() { failure.withLock { $0 = true } }
}

/// The night as a part of `peryton up`: runs once; then the mesh ends with it, or stays up.
struct NightPart: Service {
    let plan: NightPlan
    let natsURL: String
    let endsWithNight: Bool
    let outcome: NightOutcome

    func run() async throws {
        do {
            try await cancelWhenGracefulShutdown {
                let client = try await MeshClient.connect(natsURL: natsURL, project: "main", user: "me")
                let summary = try await Night(plan: plan, client: client).run()
                await client.bus.close()
                if summary.lost != 0 || summary.doubled != 0 { outcome.fail() }
            }
        } catch is CancellationError {
            return
        } catch {
            FileHandle.standardError.write(Data("peryton: the night ended early: \(error)\n".utf8))
            outcome.fail()
            return
        }
        guard !endsWithNight else { return }
        say(
            "\nthe mesh stays up; Ctrl-C stops it. In another terminal here: peryton status, peryton subscribe, peryton forests"
        )
        try? await gracefulShutdown()
    }
}
