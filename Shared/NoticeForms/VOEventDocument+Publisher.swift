/// Whom VOEvents come from.
public struct VOEventPublisher: Sendable, Equatable {
    /// IVOA authority that names events, a domain that belongs to the publisher, for example.
    public let authority: String
    /// What people call the publisher.
    public var title: String
    /// Whom to ask; empty: nobody is named.
    public var contactName: String
    /// E-mail address to ask at; empty: none is named.
    public var contactEmail: String
    /// Radius within which the true position is, arcseconds, as alerts tell no error of theirs.
    public var positionErrorArcseconds: Double

    /// Names a publisher.
    ///
    /// - Parameter positionErrorArcseconds: 1 is a cautious bound for the positions of ground-based imaging surveys.
    /// - Throws: `VOEventAuthorityError`.
    public init(
        authority: String, title: String = "Peryton", contactName: String = "", contactEmail: String = "",
        positionErrorArcseconds: Double = 1
    ) throws(VOEventAuthorityError) {
        guard Self.isAuthority(authority) else { throw VOEventAuthorityError(authority: authority) }
        self.authority = authority
        self.title = title
        self.contactName = contactName
        self.contactEmail = contactEmail
        self.positionErrorArcseconds = positionErrorArcseconds
    }

    /// IVOA Identifiers 2.0, 2.3.1, without the signs that brokers refuse.
    private static func isAuthority(_ text: String) -> Bool {
        func isLetterOrDigit(_ byte: UInt8) -> Bool {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: false
            }
        }
        return text.utf8.count >= 3 && text.utf8.first.map(isLetterOrDigit) == true
            && text.utf8.allSatisfy { isLetterOrDigit($0) || "-._~".utf8.contains($0) }
    }
}

/// A text that cannot name a publisher of VOEvents.
public struct VOEventAuthorityError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The text.
    public let authority: String

    /// One line for people.
    public var description: String {
        "VOEvent authority \"\(authority)\": expected at least three of a-z A-Z 0-9 - . _ ~, a letter or digit first"
    }
}
