import Bus
import Logging
import Messages

/// Keeps what a service could not process, with the reason.
public struct DeadLetterOffice: Sendable {
    private let service: String
    private let publisher: JetStreamPublisher
    private let log: Logger

    /// The most bytes of the original that are kept: nats-server takes 1 MiB, our messages stay under 512 kB.
    public static let originalLimitBytes = 500_000

    /// The dead letters of one service.
    public init(service: String, publisher: JetStreamPublisher, log: Logger) {
        self.service = service
        self.publisher = publisher
        self.log = log
    }

    /// Puts a message away.
    ///
    /// Returns once JetStream has it, so that the original may be acked then: its sequence there.
    ///
    /// - Parameters:
    ///   - original: the message as it came.
    ///   - origin: subject, file or topic that it came from.
    ///   - sequence: its sequence in JetStream, 0 where it has none.
    ///   - kind: a bounded label of the reason.
    ///   - reason: what was wrong, where, and what was expected: one line.
    @discardableResult
    public func put(
        project: String, original: [UInt8], origin: String, sequence: UInt64 = 0, messageID: String = "",
        attempts: UInt32 = 1,
        kind: String, reason: String
    ) async throws -> UInt64 {
        let letter = DeadLetter(
            project: project, service: service, origin: origin, originSequence: sequence, reason: reason, kind: kind,
            attempts: attempts, original: Array(original.prefix(Self.originalLimitBytes)),
            originalBytes: UInt64(original.count), originalCRC32: Checksum.crc32(original), at: .now,
            messageID: messageID)
        // A repeat of the same failure is the same letter.
        let id = "\(service)/\(origin)/\(sequence)/\(letter.originalCRC32)/\(Checksum.crc32(Array(reason.utf8)))"
        let outcome = try await publisher.publish(
            OutgoingMessage(
                subject: Subject.dead(project, service), body: letter.serialized(), messageID: id,
                headers: [("Peryton-Summary", "\(origin): \(reason)")]))
        log.warning(
            "message could not be processed",
            metadata: ["project": "\(project)", "origin": "\(origin)", "kind": "\(kind)", "reason": "\(reason)"])
        return switch outcome {
        case .stored(let sequence), .duplicate(let sequence): sequence
        case .refused(let error): throw error
        }
    }
}
