import ArgumentParser
import Messages

/// `peryton subscriptions deliveries`: what was sent, and how that went.
struct SubscriptionsDeliveriesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "deliveries", abstract: "Show what a subscription sent, attempt by attempt, newest first.",
        discussion: """
            Examples:
              peryton subscriptions deliveries rare
              peryton subscriptions deliveries rare --alert 2210123456789015000 --json
            """)

    @OptionGroup var mesh: MeshOptions

    @Argument(help: "Name of the subscription.")
    var name: String

    @Option(help: ArgumentHelp("Only of this alert.", valueName: "id"))
    var alert: String?

    @Option(help: "The most attempts.")
    var last: UInt32 = 50

    @Flag(help: "Print one JSON object a line.")
    var json = false

    func validate() throws {
        if last == 0 { throw ValidationError("last 0: expected at least 1") }
    }

    func run() async throws {
        try await mesh.withClient { client in
            let list = try await client.askNotifier(
                "subscription-deliveries", DeliveriesRequest(name: name, alertID: alert ?? "", limit: last),
                as: DeliveryList.self)
            guard json else {
                return say(DeliveryTexts.list(list, of: name, width: ResultTable.terminalWidth))
            }
            for delivery in list.deliveries { say(try DeliveryJSON(delivery).jsonLine()) }
            for notice in list.undelivered { say(try UndeliveredJSON(notice).jsonLine()) }
        }
    }
}
