import ArgumentParser
import Messages

/// Which notices that were given up are meant.
struct UndeliveredChoice: ParsableArguments {
    @Argument(help: "Name of the subscription.")
    var name: String

    @Argument(help: "Ids of notices, as `deliveries` shows them.")
    var ids: [String] = []

    @Flag(help: "All that were given up.")
    var all = false

    func validate() throws {
        guard ids.isEmpty == all else { throw ValidationError("expected ids of notices, or --all") }
    }

    /// Asks the service and returns how many there were, for a sentence.
    func ask(_ client: MeshClient, drops: Bool) async throws -> String {
        let receipt = try await client.askNotifier(
            "subscription-redeliver", RedeliverRequest(name: name, ids: ids, drops: drops), as: RedeliverReceipt.self)
        return receipt.notices == 0
            ? "no notice is" : receipt.notices == 1 ? "1 notice is" : "\(Numbers.grouped(receipt.notices)) notices are"
    }
}

/// `peryton subscriptions redeliver`: sends again what was given up.
struct SubscriptionsRedeliverCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "redeliver", abstract: "Send again what could not be delivered.")

    @OptionGroup var mesh: MeshOptions

    @OptionGroup var choice: UndeliveredChoice

    func run() async throws {
        try await mesh.withClient { client in say("\(try await choice.ask(client, drops: false)) sent again") }
    }
}

/// `peryton subscriptions drop`: lets go of what was given up.
struct SubscriptionsDropCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "drop", abstract: "Let go of what could not be delivered.")

    @OptionGroup var mesh: MeshOptions

    @OptionGroup var choice: UndeliveredChoice

    func run() async throws {
        try await mesh.withClient { client in say("\(try await choice.ask(client, drops: true)) let go") }
    }
}
