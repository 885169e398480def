import Bus

/// Knows which messages of a JetStream stream have come: one that is delivered again, as its ack came late, is no double.
struct FirstDeliveries {
    private var sequences: Set<UInt64> = []

    /// Whether the message comes for the first time.
    mutating func add(_ message: BusMessage) -> Bool {
        guard let delivery = message.delivery else { return true }
        return sequences.insert(delivery.streamSequence).inserted
    }
}
