import Foundation

extension HTTPHeader {
    /// Headers that HTTP itself sets, and that would confuse it from elsewhere.
    private static let reserved: Set<String> = [
        "host", "content-length", "content-type", "transfer-encoding", "connection", "expect", "upgrade", "te",
        "trailer", "keep-alive",
    ]

    /// Checks that it is one line, and not one of HTTP's own.
    func check() throws(TransferError) {
        let token = "!#$%&'*+-.^_`|~abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
        guard !name.isEmpty, name.utf8.allSatisfy(Set(token.utf8).contains) else {
            throw TransferError(.invalid, "header name \(quoted(name)) must be of letters, digits and -")
        }
        let lower = name.lowercased()
        guard !HTTPHeader.reserved.contains(lower), !lower.hasPrefix("proxy-") else {
            throw TransferError(.invalid, "header \(quoted(name)) is set by HTTP itself")
        }
        guard HTTPHeader.isLine(value) else {
            throw TransferError(.invalid, "the value of header \(quoted(name)) must be one line")
        }
    }

    /// Whether a text has no control characters but tabs.
    static func isLine(_ text: String) -> Bool {
        text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7f || $0 == 0x09 }
    }

    /// Whether it goes along when a redirect leads to another host: what proves the delivery does, what lets in does not.
    var followsRedirects: Bool {
        let lower = name.lowercased()
        return lower == "idempotency-key" || lower.hasPrefix("peryton-") || lower == "content-type"
    }
}

extension MailServer {
    /// Checks that it can be a server, and that a password would not go in the clear.
    func check() throws(TransferError) {
        try HostName.checkForm(host)
        guard 1...65535 ~= port else {
            throw TransferError(
                .invalid, "the port of mail server \(quoted(host)) must be from 1 to 65535, not \(port)")
        }
        guard user == nil || security != .none else {
            throw TransferError(.invalid, "mail server \(quoted(host)) would get a password without TLS")
        }
        guard (user == nil) == (passwordFile == nil) else {
            throw TransferError(
                .invalid, "mail server \(quoted(host)) must have a user with a password file, or neither")
        }
    }

    /// The password: the first line of its file.
    func password() throws(TransferError) -> String? {
        guard let passwordFile else { return nil }
        guard let data = FileManager.default.contents(atPath: passwordFile) else {
            throw TransferError(
                .invalid, "the password file \(passwordFile) of mail server \(quoted(host)) cannot be read",
                isPassing: true)
        }
        let line = String(decoding: data, as: UTF8.self).split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
        guard !line.isEmpty, HTTPHeader.isLine(line) else {
            throw TransferError(
                .invalid,
                "the password file \(passwordFile) of mail server \(quoted(host)) must have the password in "
                    + "its first line", isPassing: true)
        }
        return line
    }
}

extension Mail {
    /// Checks that each address is one and nothing more, so that none can add commands or recipients.
    func check() throws(TransferError) {
        try Mail.check(sender)
        guard 1...100 ~= recipients.count else {
            throw TransferError(.invalid, "a mail must have 1 to 100 recipients, not \(recipients.count)")
        }
        for recipient in recipients { try Mail.check(recipient) }
        guard !message.isEmpty, message.count <= 32 << 20 else {
            throw TransferError(.invalid, "a mail must have 1 octet to 32 MB, not \(message.count) octets")
        }
    }

    /// Checks that a text is one e-mail address without a name: usable when a subscription is saved.
    public static func check(_ address: String) throws(TransferError) {
        let parts = address.split(separator: "@", omittingEmptySubsequences: false)
        let isRight =
            parts.count == 2 && 1...64 ~= parts[0].utf8.count && address.utf8.count <= 254
            && address.unicodeScalars.allSatisfy { scalar in
                scalar.value > 0x20 && scalar.value != 0x7f && !"<>()[]\\,;:\"".unicodeScalars.contains(scalar)
                    && scalar.properties.generalCategory != .control && !scalar.properties.isWhitespace
            }
            && !parts[0].hasPrefix(".") && !parts[0].hasSuffix(".") && !parts[0].contains("..")
            && (try? HostName.checkForm(String(parts[1]))) != nil
        guard isRight else {
            throw TransferError(.invalid, "an e-mail address must be like name@example.org, not \(quoted(address))")
        }
    }

    /// The message with CR LF, and nothing else, at the end of each line.
    ///
    /// SMTP knows no other ends, and servers that take a bare LF for one could be made to see a second mail in this one.
    var messageOfLines: [UInt8] {
        var lines: [UInt8] = []
        lines.reserveCapacity(message.count + message.count / 32)
        var last: UInt8 = 0
        for octet in message {
            switch octet {
            case 0x0a where last == 0x0d: break
            case 0x0a, 0x0d: lines += [0x0d, 0x0a]
            default: lines.append(octet)
            }
            last = octet
        }
        return lines
    }
}
