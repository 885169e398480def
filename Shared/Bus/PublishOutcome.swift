/// What JetStream made of one message.
public enum PublishOutcome: Sendable, Equatable {
    /// It is stored, at this sequence.
    case stored(sequence: UInt64)
    /// A message of the same id was there before, at this sequence.
    case duplicate(sequence: UInt64)
    /// It was refused for good.
    case refused(BusError)
}
