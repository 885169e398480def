/// How connections to a Kafka cluster are protected, and who we say we are.
///
/// Passwords are read from files when a client is made, and never shown.
public enum KafkaSecurity: Sendable, Equatable {
    /// Neither encrypted nor authenticated.
    case plaintext
    /// Encrypted, the broker's certificate and name checked; with a certificate of ours it knows us, too.
    case tls(KafkaCertificates)
    /// Authenticated by name and password; encrypted where `tls` is not nil.
    case sasl(KafkaAccount, tls: KafkaCertificates?)
}

/// Files of certificates, PEM.
public struct KafkaCertificates: Sendable, Equatable {
    /// Certificates of those who may vouch for the broker; nil: those that the machine trusts.
    public var authorityFile: String?
    /// Our certificate; nil: we have none.
    public var certificateFile: String?
    /// The key of our certificate.
    public var keyFile: String?
    /// File with the password of that key; nil: it has none.
    public var keyPasswordFile: String?

    /// Names the files; with none it is plain TLS, the broker's certificate checked against the machine's authorities.
    public init(
        authorityFile: String? = nil, certificateFile: String? = nil, keyFile: String? = nil,
        keyPasswordFile: String? = nil
    ) {
        self.authorityFile = authorityFile
        self.certificateFile = certificateFile
        self.keyFile = keyFile
        self.keyPasswordFile = keyPasswordFile
    }
}

/// A name and a password.
public struct KafkaAccount: Sendable, Equatable {
    /// How the password is proved.
    public enum Mechanism: String, Sendable, CaseIterable {
        /// Sent as it is.
        case plain = "PLAIN"
        /// Salted challenge and response (RFC 5802) with SHA-256.
        case scramSHA256 = "SCRAM-SHA-256"
        /// The same with SHA-512.
        case scramSHA512 = "SCRAM-SHA-512"
    }

    /// How the password is proved.
    public var mechanism: Mechanism
    /// Name.
    public var user: String
    /// File with the password; one line end at its end does not count.
    public var passwordFile: String

    /// Names the account.
    public init(mechanism: Mechanism, user: String, passwordFile: String) {
        self.mechanism = mechanism
        self.user = user
        self.passwordFile = passwordFile
    }
}
