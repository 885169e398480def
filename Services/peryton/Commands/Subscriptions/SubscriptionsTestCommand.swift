import ArgumentParser
import Messages

/// `peryton subscriptions test`: a test message through every channel.
struct SubscriptionsTestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test", abstract: "Send a test message through every channel of a subscription.",
        discussion: "Ends with status 1 where a channel fails.")

    @OptionGroup var mesh: MeshOptions

    @Argument(help: "Name of the subscription.")
    var name: String

    @Flag(help: "Print one JSON object a line.")
    var json = false

    func run() async throws {
        try await mesh.withClient { client in
            // Each channel has its own patience with the other side.
            let tests = try await client.askNotifier(
                "subscription-test", NameRequest(name: name), as: ChannelTests.self, timeoutSeconds: 180)
            if json {
                for delivery in tests.deliveries { say(try DeliveryJSON(delivery).jsonLine()) }
            } else {
                say(DeliveryTexts.attempts(tests.deliveries))
            }
            if tests.deliveries.contains(where: { $0.outcome != "delivered" }) { throw ExitCode.failure }
        }
    }
}
