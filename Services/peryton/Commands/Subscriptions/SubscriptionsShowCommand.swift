import ArgumentParser
import Messages

/// `peryton subscriptions show`: one subscription and how its channels do.
struct SubscriptionsShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show one subscription, its versions and how its channels do.",
        discussion: """
            Examples:
              peryton subscriptions show rare
              peryton subscriptions show rare --version 2 --yaml > rare.yaml
            """)

    @OptionGroup var mesh: MeshOptions

    @Argument(help: "Name of the subscription.")
    var name: String

    @Option(help: "Version to show. Default: the newest.")
    var version: UInt32?

    @Flag(help: "Print its definition alone.")
    var yaml = false

    @Flag(help: "Print one JSON object.")
    var json = false

    func validate() throws {
        if version == 0 { throw ValidationError("version 0: expected at least 1") }
        if yaml, json { throw ValidationError("expected one of --yaml and --json") }
    }

    func run() async throws {
        try await mesh.withClient { client in
            let state = try await client.subscription(name, version: version ?? 0)
            if yaml { return try OutputFile(nil).write(try state.subscription.definition.yaml()) }
            say(json ? try SubscriptionJSON(state).jsonLine() : try SubscriptionTexts.description(of: state))
        }
    }
}
