import ArgumentParser
import Mesh
import ServiceKit
import ServiceLifecycle

/// `peryton-subscription-notifier`: tells subscribers.
@main
struct SubscriptionNotifierCommand: ConfiguredCommand {
    static let configuration = CommandConfiguration(
        commandName: "peryton-subscription-notifier",
        abstract: "Tell subscribers of the anomalies they want to hear of.",
        version: MeshVersion.current)

    @OptionGroup var options: ServiceOptions
    @OptionGroup var notifier: NotifierOptions

    func run() async throws {
        try await MeshService.run(
            "subscription-notifier", about: "matches anomalies with subscriptions and sends notices", options: options
        ) { mesh in
            let outlets = try Outlets(mesh: mesh, options: notifier)
            return [
                OutletsPart(outlets: outlets), NotifierService(mesh: mesh, options: notifier, outlets: outlets),
            ]
        }
    }

    /// Before the notifier in the list and so stopped after it: closes the ways out when nobody uses them any more.
    private struct OutletsPart: Service {
        let outlets: Outlets

        func run() async throws {
            try? await gracefulShutdown()
            await outlets.close()
        }
    }
}
