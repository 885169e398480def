import ArgumentParser
import Messages
import ServiceKit

/// `peryton find-columns`: where a column is.
struct FindColumnsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "find-columns", abstract: "Find columns of any table by their names.",
        discussion: """
            Examples:
              peryton find-columns mag_auto
              peryton find-columns 'ra*'
            """)

    @OptionGroup var mesh: MeshOptions

    @Argument(help: "Part of the name, or a pattern with * and ?.")
    var pattern: String

    func run() async throws {
        try await mesh.withClient { client in
            let list = try await client.tables(columnPattern: TableTexts.pattern(pattern))
            guard !list.tables.isEmpty else { return say("no column has a name like \(pattern)") }
            say(TableTexts.columns(of: list.tables))
        }
    }
}
