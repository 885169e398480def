import Bus
import Logging
import Messages
import State

/// All that a service talks to: NATS with JetStream, Redis, and what stands on them.
public struct MeshConnection: Sendable {
    /// Name of the service, for example "scorer".
    public let service: String
    /// NATS.
    public let bus: BusConnection
    /// JetStream's streams and consumers.
    public let jetStream: JetStream
    /// Publishes to JetStream.
    public let publisher: JetStreamPublisher
    /// Redis.
    public let redis: RedisClient
    /// Streams and forests.
    public let registry: Registry
    /// Where what cannot be processed goes.
    public let deadLetters: DeadLetterOffice
    /// Where the service logs.
    public let log: Logger

    /// Connects; waits until nats-server answers.
    ///
    /// Redis is connected to with the first command, which waits in turn.
    public static func connect(
        service: String, natsURL: String, natsCredentialsFile: String? = nil, redisURL: String, log: Logger
    ) async throws -> MeshConnection {
        let redis = try RedisClient(redisURL, logger: log)
        let bus = try await BusConnection.connect(
            BusConfiguration(url: natsURL, name: "peryton-\(service)", credentialsFile: natsCredentialsFile), log: log)
        let publisher = try JetStreamPublisher(bus)
        return MeshConnection(
            service: service, bus: bus, jetStream: try JetStream(bus), publisher: publisher, redis: redis,
            registry: Registry(redis), deadLetters: DeadLetterOffice(service: service, publisher: publisher, log: log),
            log: log)
    }

    /// Sends what is buffered and closes both connections.
    public func close() async {
        await bus.close()
        await redis.close()
    }

    /// Answers requests of one verb until the task is cancelled; `answer` gets the project and the user from the subject.
    public func serve<Question: Message>(
        _ verb: String, _ question: Question.Type, concurrency: Int = 64, on executor: (any TaskExecutor)? = nil,
        answer: @escaping @Sendable (Question, _ project: String, _ user: String) async throws -> any Message
    ) async throws {
        try await bus.serve(
            Subject.rpcOfAll(service, verb), queueGroup: service, concurrency: concurrency, on: executor
        ) { request in
            let caller = try Subject.caller(of: request)
            let question = try request.withBody { bytes throws(MessageError) in try Question(serialized: bytes) }
            return try await answer(question, caller.project, caller.user).serialized()
        }
    }
}
