import ArgumentParser
import Mesh
import ServiceKit

/// `peryton-subscription-notifier`: tells subscribers.
@main
struct SubscriptionNotifierCommand: ConfiguredCommand {
    static let configuration = CommandConfiguration(
        commandName: "peryton-subscription-notifier",
        abstract: "Tell subscribers of the anomalies they want to hear of.",
        version: MeshVersion.current)

    @OptionGroup var options: ServiceOptions

    func run() async throws {
        try await MeshService.run(
            "subscription-notifier", about: "matches anomalies with subscriptions and sends notices", options: options
        ) { [NotifierService(mesh: $0)] }
    }
}
