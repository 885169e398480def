/// An e-mail address with or without a name: `anna@example.org`, `Anna Lind <anna@example.org>`.
public struct MailAddress: Sendable, Equatable, CustomStringConvertible {
    /// The name before it; may be empty.
    public let name: String
    /// The address itself, ASCII.
    public let address: String

    /// Reads an address.
    ///
    /// Taken are the usual ones: letters, digits and `.!#$%&'*+-/=?^_`{|}~` before the @; names of letters, digits and
    /// hyphens with points between them behind it, with up to 254 letters in all. No quoted local parts, no address
    /// literals, no comments.
    public init(_ text: String) throws(MailAddressError) {
        let trimmed = Self.trimmed(Substring(text))
        if trimmed.hasSuffix(">"), let open = trimmed.lastIndex(of: "<") {
            var name = Self.trimmed(trimmed[..<open])
            if name.count >= 2, name.hasPrefix("\""), name.hasSuffix("\"") { name = name.dropFirst().dropLast() }
            guard name.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F }), !name.contains("\"") else {
                throw MailAddressError(text: text, problem: "its name has signs that cannot be written in a header")
            }
            self.name = String(name)
            address = String(trimmed[trimmed.index(after: open)...].dropLast())
        } else {
            name = ""
            address = String(trimmed)
        }
        if let problem = Self.problem(address) { throw MailAddressError(text: text, problem: problem) }
    }

    /// Reads addresses, parted by commas; at least one.
    public static func list(_ text: String) throws(MailAddressError) -> [MailAddress] {
        var addresses: [MailAddress] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            addresses.append(try MailAddress(String(part)))
        }
        return addresses
    }

    /// As it was read.
    public var description: String { name.isEmpty ? address : "\(name) <\(address)>" }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text
        while text.first == " " { text.removeFirst() }
        while text.last == " " { text.removeLast() }
        return text
    }

    private static func problem(_ address: String) -> String? {
        let halves = address.split(separator: "@", omittingEmptySubsequences: false)
        guard halves.count == 2, address.utf8.count <= 254 else {
            return "expected one @, and at most 254 letters, as in anna@example.org"
        }
        let (local, domain) = (halves[0], halves[1])
        let isLocal = local.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { part in
            !part.isEmpty && part.utf8.allSatisfy { isAlphanumeric($0) || "!#$%&'*+-/=?^_`{|}~".utf8.contains($0) }
        }
        guard isLocal, local.utf8.count <= 64 else { return "what stands before the @ is no name of a mailbox" }
        let isDomain = domain.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
            !label.isEmpty && label.utf8.count <= 63 && !label.hasPrefix("-") && !label.hasSuffix("-")
                && label.utf8.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") }
        }
        return isDomain ? nil : "what stands behind the @ is no name of a host"
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }
}

/// A text that is no e-mail address.
public struct MailAddressError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What was read.
    public let text: String
    /// What is wrong with it.
    public let problem: String

    /// One line for people.
    public var description: String { "e-mail address “\(NoticeWords.shortened(text, 80))”: \(problem)" }
}
