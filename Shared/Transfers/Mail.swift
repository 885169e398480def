/// The operator's mail relay.
public struct MailServer: Sendable, Hashable {
    /// How the connection is kept secret.
    public enum Security: String, Sendable, CaseIterable {
        /// Not at all: a relay on this machine.
        case none
        /// By STARTTLS, without which nothing is sent.
        case startTLS = "starttls"
        /// By TLS from the first byte.
        case tls
    }

    /// Its name, which its certificate must have.
    public let host: String
    /// Port: 25, 587 or 465, as a rule.
    public let port: Int
    /// How the connection is kept secret.
    public let security: Security
    /// Who logs in; nil: nobody.
    public let user: String?
    /// The file with the password in its first line, read anew for each mail.
    public let passwordFile: String?
    /// Certificates (PEM) of further authorities beside the system's.
    public let caFile: String?

    /// A relay.
    public init(
        host: String, port: Int, security: Security, user: String? = nil, passwordFile: String? = nil,
        caFile: String? = nil
    ) {
        self.host = host
        self.port = port
        self.security = security
        self.user = user
        self.passwordFile = passwordFile
        self.caFile = caFile
    }
}

/// A mail as it goes to the relay.
public struct Mail: Sendable {
    /// Where reports about it go: `peryton@example.org`, without a name.
    public let sender: String
    /// Addresses without names, at most 100.
    public let recipients: [String]
    /// Headers and body by RFC 5322.
    ///
    /// Ends of lines become CR LF, whatever they are.
    public let message: [UInt8]

    /// A mail.
    public init(sender: String, recipients: [String], message: [UInt8]) {
        self.sender = sender
        self.recipients = recipients
        self.message = message
    }
}
