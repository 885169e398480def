import ArgumentParser
import Messages

/// Where notices go, as options.
struct ChannelOptions: ParsableArguments {
    @Flag(help: "Send to NATS, also where other channels are named. Without any channel it is sent there alone.")
    var toNats = false

    @Option(help: ArgumentHelp("Send to a webhook; may be given several times.", valueName: "url"))
    var webhook: [String] = []

    @Option(help: ArgumentHelp("File with the key that signs what goes to the webhook.", valueName: "file"))
    var secretFile: String?

    @Option(help: ArgumentHelp("Send by e-mail; several addresses get one message.", valueName: "address"))
    var email: [String] = []

    @Option(help: ArgumentHelp("Send to a Slack-compatible webhook.", valueName: "url"))
    var slack: [String] = []

    @Option(help: ArgumentHelp("Send to a Kafka topic.", valueName: "topic"))
    var kafka: [String] = []

    @Option(help: ArgumentHelp("Send to a VOEvent broker.", valueName: "host:port"))
    var voevent: [String] = []

    @Flag(help: "Write VOEvent files, in the folder that the operator has for them.")
    var voeventFile = false

    @Option(
        help: ArgumentHelp(
            "Form of what goes to webhook and Kafka. Default: json.", valueName: "json|gcn|voevent|protobuf"))
    var format: String?

    @Option(help: ArgumentHelp("Mustache template of the text in e-mail and Slack.", valueName: "file"))
    var templateFile: String?

    @Option(help: ArgumentHelp("Mustache template of an e-mail's subject.", valueName: "text"))
    var subjectTemplate: String?

    /// Whether any of them was given.
    var isGiven: Bool { !named.isEmpty || [format, templateFile, subjectTemplate, secretFile].contains { $0 != nil } }

    /// Puts what was given into a subscription's channels; settings alone change the channels that are there.
    ///
    /// - Throws: `ValidationError` for a setting that no channel has, and where a file cannot be read.
    func apply(to channels: inout [Channel]) throws {
        let before = channels
        if !named.isEmpty {
            channels = named
            for index in channels.indices {
                // Who changes a webhook's address does not have to give the key again; Slack's secret is a part of it.
                let old = before.first { $0.kind == channels[index].kind && $0.usedName == channels[index].usedName }
                let keeps = channels[index].kind == "webhook" || old?.address == channels[index].address
                channels[index].hasSecret = keeps && old?.hasSecret ?? false
            }
        }
        if let format { try set("format", ["webhook", "kafka"], &channels) { $0.format = format } }
        if let subjectTemplate {
            try set("subject-template", ["email"], &channels) { $0.subjectTemplate = subjectTemplate }
        }
        if let templateFile {
            let text = try templateFile.isEmpty ? "" : ChannelFiles.template(templateFile, in: "")
            try set("template-file", ["email", "slack"], &channels) { $0.textTemplate = text }
        }
        if let secretFile {
            let secret = try ChannelFiles.secret(secretFile, in: "")
            try set("secret-file", ["webhook", "slack"], &channels) {
                $0.secret = secret
                $0.hasSecret = true
            }
        }
    }

    /// The channels that are named; a second one of a kind has a number behind its name.
    private var named: [Channel] {
        var channels = toNats ? [Channel(kind: "nats")] : []
        let addresses: [(String, [String])] = [
            ("webhook", webhook), ("email", email.isEmpty ? [] : [email.joined(separator: ", ")]), ("slack", slack),
            ("kafka", kafka), ("voevent", voevent),
        ]
        for (kind, addresses) in addresses {
            channels += addresses.enumerated().map { index, address in
                Channel(name: index == 0 ? "" : "\(kind)-\(index + 1)", kind: kind, address: address)
            }
        }
        return channels + (voeventFile ? [Channel(kind: "voevent-file")] : [])
    }

    private func set(
        _ option: String, _ kinds: [String], _ channels: inout [Channel], _ change: (inout Channel) -> Void
    ) throws {
        guard channels.contains(where: { kinds.contains($0.kind) }) else {
            throw ValidationError("--\(option) goes with \(kinds.map { "--\($0)" }.joined(separator: " or "))")
        }
        for index in channels.indices where kinds.contains(channels[index].kind) { change(&channels[index]) }
    }
}

extension Channel {
    /// The name that it has within its subscription.
    var usedName: String { name.isEmpty ? kind : name }
}
