import Messages

/// A way out of the mesh: brings notices to one subscriber.
protocol Outlet: Sendable {
    /// Brings one notice, or several as one digest.
    ///
    /// - Parameter id: the same for each attempt at the same notices, so that the other side can tell a repeat.
    func bring(_ notices: [Notice], id: String) async throws(DeliveryFailure) -> DeliveryProof
}

/// What tells that a delivery has arrived.
struct DeliveryProof: Sendable, Equatable {
    /// What the other side said.
    var detail: String
    /// SHA-256 of what was sent, 64 hexadecimal digits.
    var contentSHA256: String
}

/// Why an attempt failed.
struct DeliveryFailure: Error, Sendable, Equatable, CustomStringConvertible {
    /// Whether another attempt may succeed.
    var isPassing: Bool
    /// What failed, one line, without secrets.
    var description: String
    /// When the other side wants to be asked again, seconds.
    var retryAfterSeconds: Double?

    init(_ description: String, isPassing: Bool, retryAfterSeconds: Double? = nil) {
        self.description = description
        self.isPassing = isPassing
        self.retryAfterSeconds = retryAfterSeconds
    }
}
