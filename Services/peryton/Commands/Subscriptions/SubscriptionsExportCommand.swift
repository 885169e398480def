import ArgumentParser
import Messages

/// `peryton subscriptions export`: the definitions as files keep them.
struct SubscriptionsExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write your subscriptions as definitions that `apply` reads.",
        discussion: """
            Examples:
              peryton subscriptions export > subscriptions.yaml
              peryton subscriptions export rare sne
            """)

    @OptionGroup var mesh: MeshOptions

    @Argument(help: "Names of subscriptions. Default: all of yours.")
    var names: [String] = []

    func run() async throws {
        try await mesh.withClient { client in
            let all = try await client.ownSubscriptions()
            if let missing = names.first(where: { name in !all.contains { $0.name == name } }) {
                throw CommandFailure("subscription \(missing): you have none of this name; `list` shows yours")
            }
            let chosen = names.isEmpty ? all : all.filter { names.contains($0.name) }
            let texts = try chosen.map { try $0.definition.yaml() }
            try OutputFile(nil).write(texts.joined(separator: "---\n"))
        }
    }
}
