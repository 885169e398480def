import ArgumentParser
import Messages

/// `peryton subscriptions create`: makes a subscription.
struct SubscriptionsCreateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Make a subscription.",
        discussion: """
            Without a channel, notices go to the NATS subject notice.<project>.<name>; `peryton subscribe --name NAME` \
            prints them.

            Examples:
              peryton subscriptions create rare --tail 0.001 --email me@example.org
              peryton subscriptions create sne --nightly 20 --where "magnitude < 19"
              peryton subscriptions create gw --skymap map.fits --slack https://…
              peryton subscriptions create agn --watchlist my-agn --look-back 7
              peryton subscriptions create far --outside "galactic-latitude -10 10"
              peryton subscriptions create sne -f sne.yaml --paused
            """)

    @OptionGroup var mesh: MeshOptions

    @Argument(help: "Name: a–z, 0–9 and -.")
    var name: String

    @Option(
        name: .shortAndLong, help: ArgumentHelp("Definition to begin with; options go on top of it.", valueName: "file")
    )
    var file: String?

    @OptionGroup var definition: DefinitionOptions

    @OptionGroup var order: OrderOptions

    func run() async throws {
        var wanted = try file.map { try DefinitionFiles.readOne($0).subscription } ?? Subscription()
        guard wanted.name.isEmpty || wanted.name == name else {
            throw CommandFailure("the definition's name is \(wanted.name), not \(name); leave it out of the file")
        }
        wanted.name = name
        try definition.apply(to: &wanted)
        let subscription = wanted
        try await mesh.withClient { client in
            if try await client.ownSubscription(name) != nil {
                throw CommandFailure("subscription \(name) is there; peryton subscriptions edit \(name) changes it")
            }
            try await order.place(subscription, editing: 0, client)
        }
    }
}
