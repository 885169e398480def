import ArgumentParser
import Messages
import ServiceKit

/// `peryton forest import`: a forest in a file goes into a stream of the mesh.
struct ForestImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Bring a forest from a file into a stream of the mesh, as its newest version.",
        discussion: """
            The forest must be of the stream's feature set and calibrated. The scorers use it at once, unless told otherwise.

            Example:
              peryton forest import night.forest ztf
            """)

    @OptionGroup var mesh: MeshOptions

    @Flag(help: "Only keep it: the stream's live forest stays live.")
    var notLive = false

    @Argument(help: "The file, as `peryton forest fit` or `export` made it.")
    var file: String

    @Argument(help: "Name of the stream.")
    var stream: String

    func run() async throws {
        // What is no forest is told before anybody is asked.
        let loaded = try LoadedForest(name: file, ForestSource.content(of: file), file)
        try await mesh.withClient { client in
            let record = try await client.importForest([UInt8](loaded.bytes), into: stream, goLive: !notLive)
            say("forest \(record.id): \(record.trees) trees on \(record.rows) rows\(record.isLive ? ", live" : "")")
        }
    }
}
