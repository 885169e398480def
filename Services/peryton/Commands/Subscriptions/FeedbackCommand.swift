import ArgumentParser
import Foundation
import Messages

/// `peryton feedback`: what one thinks of notices.
struct FeedbackCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "feedback", abstract: "Say yes, no or boring to notices; the subscription learns from it.",
        subcommands: [FeedbackGiveCommand.self, FeedbackListCommand.self])
}

/// What one thinks of a notice.
enum FeedbackVerdict: String, CaseIterable, ExpressibleByArgument {
    case yes, no, boring
    /// Taken back.
    case none

    /// As the service reads it.
    var message: String { self == .none ? "" : rawValue }
}

/// `peryton feedback give`: says what one thinks of a notice.
struct FeedbackGiveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "give", abstract: "Say what you think of a notice.",
        discussion: """
            yes: more of this. no: not an anomaly to me. boring: odd, but seen often enough. none: take it back.

            Examples:
              peryton feedback give rare 2210123456789015000 yes
              peryton feedback give rare ztf/2210123456789015000 boring
            """)

    @OptionGroup var mesh: MeshOptions

    @Argument(help: "Name of the subscription.")
    var subscription: String

    @Argument(help: "Id of the notice's alert, as STREAM/ID where the subscription has several streams.")
    var alert: String

    @Argument(help: "yes, no, boring or none.")
    var verdict: FeedbackVerdict

    @Option(help: ArgumentHelp("In your words.", valueName: "text"))
    var comment: String?

    func run() async throws {
        try await mesh.withClient { client in
            let parts = alert.split(separator: "/", maxSplits: 1).map(String.init)
            let stream =
                parts.count == 2
                ? parts[0]
                : try await client.onlyStream(of: client.subscription(subscription).subscription.streams).name
            let given = try await client.askNotifier(
                "feedback-give",
                Feedback(
                    subscription: subscription, stream: stream, alertID: parts.last ?? alert, verdict: verdict.message,
                    comment: comment ?? ""), as: Feedback.self)
            let object = given.objectID.isEmpty ? "" : " (\(ValueText.printable(given.objectID)))"
            say(
                "feedback on \(stream)/\(parts.last ?? alert)\(object) is "
                    + (verdict == .none ? "taken back" : verdict.rawValue))
        }
    }
}

/// `peryton feedback list`: all that one said of a subscription's notices.
struct FeedbackListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List or export the feedback on a subscription.",
        discussion: """
            CSV and JSON lines hold the features of each alert as well.

            Examples:
              peryton feedback list rare
              peryton feedback list rare --format csv --out rare-feedback.csv
            """)

    @OptionGroup var mesh: MeshOptions

    @Argument(help: "Name of the subscription.")
    var subscription: String

    @Option(help: "Form: table, csv, or json for one object a line.")
    var format = Form.table

    @Option(name: .shortAndLong, help: ArgumentHelp("File for it. Default: standard output.", valueName: "file"))
    var out: String?

    /// Forms of the list.
    enum Form: String, CaseIterable, ExpressibleByArgument {
        case table, csv, json
    }

    func run() async throws {
        try await mesh.withClient { client in
            let feedback = try await client.askNotifier(
                "feedback-list", NameRequest(name: subscription), as: FeedbackList.self
            ).feedback
            let lines =
                switch format {
                case .table where feedback.isEmpty: ["subscription \(subscription) has no feedback yet"]
                case .table: [FeedbackTexts.list(feedback)]
                case .csv: FeedbackTexts.csv(feedback)
                case .json: try feedback.map { try FeedbackJSON($0).jsonLine() }
                }
            let text = lines.map { $0 + "\n" }.joined()
            if let out { try OutputFile.write(Data(text.utf8), to: out) } else { try OutputFile(nil).write(text) }
        }
    }
}
