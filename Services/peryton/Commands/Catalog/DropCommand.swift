import ArgumentParser
import Messages
import ServiceKit

/// `peryton drop`: removes a table.
struct DropCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "drop", abstract: "Drop a table of your own; curators also drop others.",
        discussion: """
            Example:
              peryton drop mine
            """)

    @OptionGroup var mesh: MeshOptions

    @Argument(help: "Name of the table: mine is mydb.mine.")
    var table: String

    func run() async throws {
        try await mesh.withClient { client in say(try await Self.drop(table, client)) }
    }

    /// Drops a table and says so.
    static func drop(_ table: String, _ client: MeshClient) async throws -> String {
        let gone = try await client.askCatalog("table-drop", NameRequest(name: table), as: TableInfo.self)
        return "table \(gone.fullName) is dropped" + (gone.rows >= 0 ? ", with \(Numbers.rows(gone.rows))" : "")
    }
}
