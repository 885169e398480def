import ArgumentParser
import Messages
import ServiceKit

/// `peryton forests`: shows what has been trained.
struct ForestsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "forests", abstract: "List the forests of the project, oldest first.")

    @OptionGroup var mesh: MeshOptions

    @Argument(help: "Name of the stream. Default: all of them.")
    var stream: String?

    func run() async throws {
        try await mesh.withClient { client in
            let forests = try await client.forests(of: stream ?? "")
            guard !forests.isEmpty else {
                return say("\(stream.map { "stream \($0)" } ?? "project \(client.project)") has no forest yet")
            }
            var table = TextTable(["FOREST", "LIVE", "TREES", "SAMPLE", "LEVELS", "ALERTS", "SIZE", "TRAINED", "HOW"])
            for forest in forests {
                table.add([
                    "\(forest.stream)/\(forest.version)", forest.isLive ? "live" : "", "\(forest.trees)",
                    "\(forest.sampleSize)",
                    forest.lowestExtensionLevel == forest.highestExtensionLevel
                        ? "\(forest.lowestExtensionLevel)"
                        : "\(forest.lowestExtensionLevel)–\(forest.highestExtensionLevel)",
                    "\(forest.rows)", "\(forest.blobBytes / 1000) kB", forest.trainedAt.text, Self.origin(of: forest),
                ])
            }
            say(table.text)
        }
    }

    /// Whether it was trained anew, made from another, or brought as a file.
    private static func origin(of forest: ForestRecord) -> String {
        if !forest.importedBy.isEmpty { return "file of \(forest.importedBy)" }
        return forest.parentVersion == 0 ? "anew" : "from \(forest.stream)/\(forest.parentVersion)"
    }
}
