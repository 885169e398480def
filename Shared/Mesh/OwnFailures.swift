import Bus
import Logging
import Messages
import Synchronization

/// Counts how often messages failed by themselves, and puts away those that have failed too often.
///
/// Failures of the world around a message (NATS or Redis away, a service that died) are never counted.
public final class OwnFailures: Sendable {
    private let counts = Mutex<[UInt64: UInt32]>([:])

    /// After so many failures a message is put away.
    public static let limit: UInt32 = 5

    /// Nothing has failed yet.
    public init() {}

    /// Notes that a message has failed: it comes again after a second, or goes to the dead letters and is acked.
    public func putAwayOrRetry(
        _ message: BusMessage, _ error: any Error, project: String, on mesh: MeshConnection
    ) async {
        let sequence = message.delivery?.streamSequence ?? 0
        let count = counts.withLock { counts in
            counts[sequence, default: 0] += 1
            return counts[sequence] ?? 1
        }
        do {
            guard count >= Self.limit else { return try mesh.bus.nak(message, delaySeconds: 1) }
            try await mesh.deadLetters.put(
                project: project, original: message.body, origin: message.subject, sequence: sequence,
                messageID: message.header("Nats-Msg-Id") ?? "", attempts: count, kind: "unprocessable",
                reason: "\(error)")
            try mesh.bus.ack(message)
            counts.withLock { _ = $0.removeValue(forKey: sequence) }
        } catch {
            mesh.log.warning("message left for later", metadata: ["reason": "\(error)"])
        }
    }
}
