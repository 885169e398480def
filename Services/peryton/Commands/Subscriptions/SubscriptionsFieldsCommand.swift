import Alerts
import ArgumentParser
import Messages
import Subscriptions

/// `peryton subscriptions fields`: what conditions may ask about.
struct SubscriptionsFieldsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fields", abstract: "List what conditions may ask about, the features of your streams included.")

    @OptionGroup var mesh: MeshOptions

    func run() async throws {
        try await mesh.withClient { client in
            var features: [Feature] = []
            for stream in try await client.streams() {
                let set = FeatureSet.named(stream.featureSet, version: stream.featureSetVersion)
                features += (set?.features ?? []).filter { !features.contains($0) }
            }
            say(FieldTexts.table(features: features))
        }
    }
}
