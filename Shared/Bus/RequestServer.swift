import Logging
import Messages

/// Why a service says no: the error that travels back to who asked.
public struct RequestError: Error, Sendable, CustomStringConvertible {
    /// A bounded label: "invalid", "not-found", "conflict", "unavailable", "forbidden", "internal".
    public var code: String
    /// What was wrong, where, and what was expected: one line for people.
    public var description: String

    /// Makes an error.
    public init(_ code: String, _ description: String) {
        self.code = code
        self.description = description
    }
}

extension BusConnection {
    /// Answers requests on a subject until the task is cancelled; copies of a service share them by `queueGroup`.
    ///
    /// At most `concurrency` requests are worked on at once, the rest wait. A handler that throws answers with a typed
    /// error; nobody who asks is left without an answer. Handlers that block run on an executor that allows it.
    public func serve(
        _ subject: String, queueGroup: String, concurrency: Int = 64, on executor: (any TaskExecutor)? = nil,
        handler: @escaping @Sendable (BusMessage) async throws -> [UInt8]
    ) async throws {
        let requests = try messages(on: subject, queueGroup: queueGroup)
        // Each takes its next request itself: whoever hands them out would be one more thread that has to wake.
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<concurrency {
                group.addTask(executorPreference: executor) {
                    for await request in requests { await self.answer(request, handler) }
                }
            }
        }
    }

    private func answer(_ request: BusMessage, _ handler: @Sendable (BusMessage) async throws -> [UInt8]) async {
        guard !request.reply.isEmpty else { return }
        do {
            do {
                let body = try await handler(request)
                guard body.count > Chunking.limitBytes else {
                    return try publish(OutgoingMessage(subject: request.reply, body: body))
                }
                for chunk in Chunking.cut(body) {
                    try publish(
                        OutgoingMessage(
                            subject: request.reply, body: chunk.serialized(),
                            headers: [(ReplyStatus.header, ReplyStatus.chunk)]))
                }
            } catch {
                let reply = Self.reply(to: error)
                if reply.code == "internal" {
                    log.error("request failed", metadata: ["subject": "\(request.subject)", "reason": "\(error)"])
                }
                try publish(
                    OutgoingMessage(
                        subject: request.reply, body: reply.serialized(),
                        headers: [(ReplyStatus.header, ReplyStatus.error)]))
            }
        } catch {
            log.warning("answer not sent", metadata: ["subject": "\(request.subject)", "reason": "\(error)"])
        }
    }

    private static func reply(to error: any Error) -> ErrorReply {
        switch error {
        case let error as RequestError: ErrorReply(code: error.code, message: error.description)
        case let error as MessageError: ErrorReply(code: "invalid", message: error.description)
        case is CancellationError: ErrorReply(code: "unavailable", message: "the service is stopping; ask again")
        default: ErrorReply(code: "internal", message: "\(error)")
        }
    }
}
