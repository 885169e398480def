import ArgumentParser
import Messages
import ServiceKit

/// `peryton tables`: which tables there are.
struct TablesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tables", abstract: "List the catalogue's tables.",
        discussion: """
            Examples:
              peryton tables
              peryton tables tile          tables with "tile" in their names
              peryton tables 'dr1.*'       tables of a schema
            """)

    @OptionGroup var mesh: MeshOptions

    @Argument(help: "Part of the name, or a pattern with * and ?. Default: all tables.")
    var pattern: String?

    func run() async throws {
        try await mesh.withClient { client in
            let list = try await client.tables(pattern: TableTexts.pattern(pattern ?? ""))
            guard !list.tables.isEmpty else {
                return say(pattern.map { "no table has a name like \($0)" } ?? "the catalogue has no tables")
            }
            say(TableTexts.list(list.tables))
        }
    }
}
