import ArgumentParser
import Foundation
import Messages

/// `peryton subscriptions edit`: changes a subscription.
struct SubscriptionsEditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "edit", abstract: "Change a subscription; every edit makes a new version.",
        discussion: """
            What is not given stays as it is. A list that is given (streams, places, watch-lists, channels) takes the place \
            of the one that was there; an empty text or 0 takes a part away.

            Examples:
              peryton subscriptions edit rare --tail 0.0005 --cap 5
              peryton subscriptions edit rare --where ""
              peryton subscriptions edit rare --editor
              peryton subscriptions edit rare -f rare.yaml
            """)

    @OptionGroup var mesh: MeshOptions

    @Argument(help: "Name of the subscription.")
    var name: String

    @Option(
        name: .shortAndLong, help: ArgumentHelp("Definition that takes the place of the old one.", valueName: "file"))
    var file: String?

    @Flag(help: "Open the definition in the editor that VISUAL or EDITOR names.")
    var editor = false

    @OptionGroup var definition: DefinitionOptions

    @OptionGroup var order: OrderOptions

    func validate() throws {
        guard file != nil || editor || definition.isGiven else {
            throw ValidationError("expected something to change: options, --file or --editor")
        }
        if file != nil, editor { throw ValidationError("expected one of --file and --editor") }
    }

    func run() async throws {
        let fromFile = try file.map { try DefinitionFiles.readOne($0).subscription }
        try await mesh.withClient { client in
            guard let old = try await client.ownSubscription(name) else {
                throw CommandFailure("subscription \(name): you have none of this name; `list` shows yours")
            }
            var wanted = fromFile ?? old
            try definition.apply(to: &wanted)
            guard editor else { return try await place(wanted, over: old, client) }
            wanted.name = name
            let isChanged = try await DefinitionEditor.edit(wanted) { try await place($0, over: old, client) }
            if !isChanged { say("nothing is changed") }
        }
    }

    private func place(_ definition: Subscription, over old: Subscription, _ client: MeshClient) async throws {
        var wanted = definition
        guard wanted.name.isEmpty || wanted.name == name else {
            throw CommandFailure("the definition's name is \(wanted.name), not \(name); a name cannot be changed")
        }
        wanted.name = name
        let changes = try DefinitionChanges.lines(from: old, to: wanted)
        let hasNewSecret = wanted.channels.contains { !$0.secret.isEmpty }
        guard !changes.isEmpty || hasNewSecret else { return say("nothing is changed") }
        try await order.place(wanted, editing: old.version, client)
        for change in changes { say("  \(change)") }
    }
}
