import ArgumentParser
import Messages
import ServiceKit

/// `peryton describe`: what a table is.
struct DescribeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "describe",
        abstract: "Show a table: its columns with types, units and meaning, and queries that run.",
        discussion: """
            Examples:
              peryton describe dr1.main
              peryton describe dr1.main 'mag_auto_*'
            """)

    @OptionGroup var mesh: MeshOptions

    @Argument(help: "Name of the table.")
    var table: String

    @Argument(help: "Only columns with this in their names; a pattern may have * and ?.")
    var columns: String?

    func run() async throws {
        try await mesh.withClient { client in
            say(try await Self.text(table, columns: columns, client))
        }
    }

    /// A table's description with the columns that fit a pattern.
    static func text(_ name: String, columns: String?, _ client: MeshClient) async throws -> String {
        let table = try await client.table(name)
        guard let columns else { return TableTexts.description(of: table) }
        let found = try await client.tables(
            pattern: table.fullName, columnPattern: TableTexts.pattern(columns)
        ).tables.first { $0.fullName == table.fullName }
        guard let found else { throw CommandFailure("\(table.fullName): has no column like \(columns)") }
        return TableTexts.columns(found.columns)
    }
}
