/// Why something could not be sent.
///
/// An answer with any HTTP status is an answer and none of these. Names of hosts are in the message, but no secret, and
/// of a URL neither its path nor its query, which often hold one.
public struct TransferError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of thing failed; fit for a metric's label.
    public enum Kind: String, Sendable, CaseIterable {
        /// What was to be sent, or where to, is not possible: a URL, an address, a header.
        case invalid
        /// The host has only addresses that the rules close.
        case refusedAddress = "refused-address"
        /// The name of the host could not be resolved.
        case nameResolution = "name-resolution"
        /// No connection came about.
        case connection
        /// TLS failed: a certificate, no common version, no STARTTLS.
        case tls
        /// A time limit passed.
        case timeout
        /// The other side said no: SMTP 4xx or 5xx, a wrong password, a VOEvent nak.
        case rejected
        /// What came back is not of the protocol.
        case badReply = "bad-reply"
        /// More redirects than are followed, or one to where none may lead.
        case redirect
        /// Too much waits to be sent there.
        case busy
        /// The task was cancelled.
        case cancelled
        /// The client is closed.
        case closed
    }

    /// What failed.
    public let kind: Kind
    /// Whether the same may go well another time.
    public let isPassing: Bool
    /// One line with host and expectation.
    public let description: String

    /// An error; it is passing or not as its kind usually is, unless that is given.
    public init(_ kind: Kind, _ description: String, isPassing: Bool? = nil) {
        self.kind = kind
        self.isPassing = isPassing ?? kind.isUsuallyPassing
        self.description = description
    }
}

extension TransferError.Kind {
    /// Whether such a failure goes by, unless the other side says more.
    ///
    /// TLS does: certificates are renewed. A refused address does not: the operator would have to change the rules.
    var isUsuallyPassing: Bool {
        switch self {
        case .invalid, .refusedAddress, .rejected, .redirect: false
        case .nameResolution, .connection, .tls, .timeout, .badReply, .busy, .cancelled, .closed: true
        }
    }
}

/// A text of others in quotes, on one line and of a bearable length.
func quoted(_ text: some StringProtocol, most: Int = 200) -> String {
    let line = String(
        text.unicodeScalars.prefix(most).map { scalar in
            scalar.properties.generalCategory == .control ? " " : Character(scalar)
        })
    return "\"\(line)\(text.unicodeScalars.dropFirst(most).isEmpty ? "" : "…")\""
}
