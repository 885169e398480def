/// The body of a message: https://api.slack.com/reference/block-kit/blocks.
struct SlackJSON: Encodable {
    let text: String
    let blocks: [SlackBlock]
}

/// One block of a message.
struct SlackBlock: Encodable {
    /// A text and how it is to be read.
    struct Text: Encodable {
        let type: String
        let text: String
    }

    let type: String
    var text: Text?
    var fields: [Text]?
    var elements: [Text]?

    /// Plain text in large letters, at most 150.
    ///
    /// Whether escapes are read in it depends on who shows it, so that < and > become signs that nobody reads as a mark.
    static func header(_ text: String) -> SlackBlock {
        let harmless = text.replacing("<", with: "‹").replacing(">", with: "›")
        return SlackBlock(type: "header", text: Text(type: "plain_text", text: SlackMessage.cut(harmless, 150)))
    }

    /// A text with Slack's marks, and fields in two columns.
    static func section(_ text: String, fields: [String] = []) -> SlackBlock {
        let marked = fields.map { Text(type: "mrkdwn", text: $0) }
        return SlackBlock(
            type: "section", text: Text(type: "mrkdwn", text: text), fields: marked.isEmpty ? nil : marked)
    }

    /// A text in small letters.
    static func context(_ text: String) -> SlackBlock {
        SlackBlock(type: "context", elements: [Text(type: "mrkdwn", text: text)])
    }
}
