import Dispatch
import Synchronization

/// Publishes to JetStream: many messages in flight, each with a deadline, each sent again with the same id until acked.
///
/// A bounded number of messages is in flight; who publishes more waits. A message that JetStream refuses for good (the
/// stream is full, say) is told as such; a server that is away, or a stream that is not there yet, is waited for.
public final class JetStreamPublisher: Sendable {
    private let core: PublishCore
    private let connection: BusConnection
    private let gate: InFlightGate
    private let sliceLimit: Int

    /// A publisher on a connection.
    public init(_ connection: BusConnection, maximumInFlight: Int = 4_096) throws {
        self.connection = connection
        sliceLimit = maximumInFlight
        gate = InFlightGate(limit: maximumInFlight)
        core = try PublishCore(connection, maximumInFlight: maximumInFlight)
    }

    /// Publishes messages and returns what became of each, in the same order, once JetStream has answered for all.
    ///
    /// Throws only when the task is cancelled; what was not acked by then may or may not be stored.
    public func publish(_ messages: [OutgoingMessage]) async throws -> [PublishOutcome] {
        var outcomes: [PublishOutcome] = []
        outcomes.reserveCapacity(messages.count)
        var start = 0
        while start < messages.count {
            let slice = messages[start..<min(messages.count, start + sliceLimit)]
            outcomes += try await publish(slice)
            start = slice.endIndex
        }
        return outcomes
    }

    /// Publishes one message; throws when it is refused.
    @discardableResult
    public func publish(_ message: OutgoingMessage) async throws -> PublishOutcome {
        let outcome = try await publish([message])[0]
        if case .refused(let error) = outcome { throw error }
        return outcome
    }

    private func publish(_ slice: ArraySlice<OutgoingMessage>) async throws -> [PublishOutcome] {
        try Task.checkCancellation()
        await gate.enter(slice.count)
        defer { gate.leave(slice.count) }
        let ticket = PublishTicket(count: slice.count)
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                ticket.await(continuation)
                connection.queue.async { [core, connection] in
                    for (index, message) in slice.enumerated() {
                        do throws(BusError) {
                            let entry = PublishCore.Pending(ticket: ticket, index: index, subject: message.subject)
                            core.send(try message.makeNative(), entry)
                        } catch {
                            ticket.complete(index, .refused(error))
                        }
                    }
                    connection.flushSoon()
                }
            }
        } onCancel: {
            ticket.abandon()
        }
    }
}
