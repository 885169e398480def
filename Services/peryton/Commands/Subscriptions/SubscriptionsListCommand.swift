import ArgumentParser

/// `peryton subscriptions list`: one's own subscriptions.
struct SubscriptionsListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List your subscriptions.")

    @OptionGroup var mesh: MeshOptions

    @Flag(help: "Print one JSON object a line.")
    var json = false

    func run() async throws {
        try await mesh.withClient { client in
            let subscriptions = try await client.ownSubscriptions()
            if json { return try subscriptions.forEach { say(try SubscriptionJSON($0).jsonLine()) } }
            guard !subscriptions.isEmpty else {
                return say("you have no subscription yet; make one: peryton subscriptions create NAME --tail 0.001")
            }
            say(SubscriptionTexts.list(subscriptions, width: ResultTable.terminalWidth))
        }
    }
}
