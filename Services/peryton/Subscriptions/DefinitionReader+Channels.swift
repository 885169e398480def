import Foundation
import Messages
import Yams

extension DefinitionReader {
    /// Kinds of channels, and what the address of each is; nil for those that have none.
    static let channelKinds: [(kind: String, address: String?)] = [
        ("nats", nil), ("webhook", "an address, such as https://example.org/hook"),
        ("email", "addresses, such as [a@example.org]"), ("slack", "the address of an incoming webhook"),
        ("kafka", "a topic"), ("voevent", "host:port of a broker"), ("voevent-file", nil),
    ]

    private static let channelKeys = [
        "name", "format", "secret", "secret-file", "template", "template-file", "subject-template",
    ]

    /// One way to the subscriber: a mapping with its kind, or the kind alone where it needs nothing more.
    func channel(_ node: Node) throws -> Channel {
        let kinds = Self.channelKinds.map(\.kind)
        let node = node.scalar.map { Node([(Node.scalar($0), Node("true"))]) } ?? node
        let fields = try DefinitionFields(node, of: path, what: "a channel of to", known: kinds + Self.channelKeys)
        let named = Self.channelKinds.filter { fields.has($0.kind) }
        guard let (kind, address) = named.first, named.count == 1 else {
            throw DefinitionFields.failure(
                path, fields.line,
                named.isEmpty
                    ? "a channel of to has no kind; expected one of \(kinds.joined(separator: ", "))"
                    : "a channel of to is two, \(named.map(\.kind).joined(separator: " and ")); expected one, "
                        + "each with a dash of its own")
        }
        var channel = Channel(name: try fields.text("name") ?? "", kind: kind, format: try fields.text("format") ?? "")
        if let address {
            channel.address = try (fields.texts(kind) ?? []).joined(separator: ", ")
            guard !channel.address.isEmpty, channel.address != "true" else {
                throw fields.failure(kind, "\(kind) has no address; expected \(address)")
            }
        }
        channel.subjectTemplate = try fields.text("subject-template") ?? ""
        channel.textTemplate = try template(fields)
        try readSecret(fields, into: &channel)
        return channel
    }

    private func template(_ fields: DefinitionFields) throws -> String {
        guard let file = try fields.text("template-file") else { return try fields.text("template") ?? "" }
        guard !fields.has("template") else {
            throw fields.failure("template", "template and template-file: expected one of them")
        }
        do {
            return try ChannelFiles.template(file, in: folder)
        } catch let fault as CommandFailure {
            throw fields.failure("template-file", fault.description)
        }
    }

    private func readSecret(_ fields: DefinitionFields, into channel: inout Channel) throws {
        if let text = try fields.text("secret") {
            // A secret in a definition would be in version control next.
            guard text == "kept" else {
                throw fields.failure(
                    "secret",
                    "secret: expected 'kept', for the one that the service has; a new one is read from a "
                        + "file: secret-file: hook.key")
            }
            channel.hasSecret = true
        }
        guard let file = try fields.text("secret-file") else { return }
        do {
            channel.secret = try ChannelFiles.secret(file, in: folder)
            channel.hasSecret = true
        } catch let fault as CommandFailure {
            throw fields.failure("secret-file", fault.description)
        }
    }
}
