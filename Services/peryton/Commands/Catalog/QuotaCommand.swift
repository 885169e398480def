import ArgumentParser
import Messages
import ServiceKit

/// `peryton quota`: what one's own tables take.
struct QuotaCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "quota", abstract: "Show your own tables and the room they take.")

    @OptionGroup var mesh: MeshOptions

    func run() async throws {
        try await mesh.withClient { client in say(try await Self.text(client)) }
    }

    /// One's own tables and what they take together.
    static func text(_ client: MeshClient) async throws -> String {
        let quota = try await client.askCatalog("quota", NameRequest(), as: QuotaReply.self)
        guard !quota.tables.isEmpty else { return "you have no tables yet; \(TableTexts.quota(quota))" }
        return "\(TableTexts.own(quota.tables))\n\n\(TableTexts.quota(quota))"
    }
}
