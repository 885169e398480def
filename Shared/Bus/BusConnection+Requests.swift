import Messages
import Threads

extension BusConnection {
    /// Messages of plain NATS on a subject, as they come; those that nobody reads in time beyond `limit` are dropped.
    public func messages(on subject: String, queueGroup: String? = nil, limit: Int = 65_536) throws(BusError)
        -> AsyncStream<BusMessage>
    {
        let (stream, continuation) = AsyncStream.makeStream(
            of: BusMessage.self, bufferingPolicy: .bufferingNewest(limit))
        let subscription = try NativeSubscription(prompt, subject: subject, queueGroup: queueGroup) {
            continuation.yield($0)
        }
        continuation.onTermination = { _ in subscription.end() }
        return stream
    }

    /// Sends a request and returns the first answer.
    public func request(_ message: OutgoingMessage, timeoutSeconds: Double = 5) async throws -> BusMessage {
        for try await answer in try replies(to: message, timeoutSeconds: timeoutSeconds) { return answer }
        throw BusError.timeout(operation: message.subject, seconds: timeoutSeconds)
    }

    /// Sends a request and returns every answer that comes within the time.
    public func requestMany(_ message: OutgoingMessage, withinSeconds: Double) async throws -> [BusMessage] {
        var answers: [BusMessage] = []
        do {
            for try await answer in try replies(to: message, timeoutSeconds: withinSeconds) { answers.append(answer) }
        } catch BusError.noResponders {
            return []
        } catch BusError.timeout {
            return answers
        }
        return answers
    }

    /// The answers to a request: throws when none came in time, or when nobody listens.
    func replies(
        to message: OutgoingMessage, timeoutSeconds: Double
    ) throws(BusError) -> AsyncThrowingStream<BusMessage, any Error> {
        let (stream, continuation) = AsyncThrowingStream.makeStream(of: BusMessage.self)
        let subject = inbox.register { answer in
            if answer.header("Status") == "503" {
                continuation.finish(throwing: BusError.noResponders(subject: message.subject))
            } else {
                continuation.yield(answer)
            }
        }
        let deadline = deadlines.add(afterSeconds: timeoutSeconds) {
            continuation.finish(throwing: BusError.timeout(operation: message.subject, seconds: timeoutSeconds))
        }
        continuation.onTermination = { [inbox, deadlines] _ in
            inbox.remove(subject)
            deadlines.callOff(deadline)
        }
        do {
            try publish(message, reply: subject)
        } catch {
            continuation.finish()
            throw error
        }
        return stream
    }

    /// Calls a service: sends the body, returns the answer, put together where it came in chunks; throws the typed error
    /// that the service answered with.
    public func call(_ subject: String, _ body: [UInt8], timeoutSeconds: Double = 5) async throws -> [UInt8] {
        var assembly = ChunkAssembly()
        for try await answer in try replies(
            to: OutgoingMessage(subject: subject, body: body), timeoutSeconds: timeoutSeconds)
        {
            switch answer.header(ReplyStatus.header) {
            case ReplyStatus.error:
                let error = try answer.withBody { bytes throws(MessageError) in try ErrorReply(serialized: bytes) }
                throw BusError.remote(code: error.code, message: error.message)
            case ReplyStatus.chunk:
                let chunk = try answer.withBody { bytes throws(MessageError) in try Chunk(serialized: bytes) }
                if let whole = try assembly.add(chunk, from: subject) { return whole }
            default:
                return answer.body
            }
        }
        throw BusError.timeout(operation: subject, seconds: timeoutSeconds)
    }

    /// Calls a service with one message and reads another.
    public func call<Answer: Message>(
        _ subject: String, _ question: some Message, as answer: Answer.Type, timeoutSeconds: Double = 5
    ) async throws -> Answer {
        try Answer(serialized: try await call(subject, question.serialized(), timeoutSeconds: timeoutSeconds))
    }
}
