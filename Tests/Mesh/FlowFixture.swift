import Alerts
import ArgumentParser
import Bus
import Foundation
import Jobs
import Logging
import Mesh
import Messages
import ServiceKit
import Stamps
import State
import TestSupport

@testable import CatalogQuery
@testable import Cutout
@testable import ForestTrainer
@testable import Ingest
@testable import Scorer
@testable import SubscriptionNotifier

/// All services of a mesh in this process, on a real nats-server and a real redis-server, for one test.
struct FlowFixture {
    let nats: LocalServer
    let redis: LocalServer
    /// What a user of project "main" has.
    let user: MeshConnection
    /// Folder for the files of services.
    let folder: String

    /// Options of subscription-notifier.
    let notifier: [String]

    /// Where ingest keeps stamps.
    var stamps: StampStore { StampStore(folder: "\(folder)/stamps") }

    static func with(
        services: Set<String> = ["ingest", "forest-trainer", "scorer", "subscription-notifier"],
        notifier: [String] = [], _ body: (FlowFixture) async throws -> Void
    ) async throws {
        try await withNatsServer { nats in
            try await withRedisServer { redis in
                try await withTemporaryFolder { folder in
                    let fixture = FlowFixture(
                        nats: nats, redis: redis, user: try await connect("test", nats, redis), folder: folder,
                        notifier: notifier)
                    let tasks = try await services.sorted().asyncMap { try await fixture.start($0) }
                    do {
                        try await body(fixture)
                    } catch {
                        await fixture.end(tasks)
                        throw error
                    }
                    await fixture.end(tasks)
                }
            }
        }
    }

    private func end(_ tasks: [Task<Void, any Error>]) async {
        tasks.forEach { $0.cancel() }
        for task in tasks { _ = await task.result }
        await user.close()
    }

    /// Starts one more copy of a service.
    func start(_ name: String) async throws -> Task<Void, any Error> {
        let mesh = try await Self.connect(name, nats, redis)
        return Task {
            switch name {
            case "ingest": try? await IngestService(mesh: mesh, stamps: stamps).run()
            case "forest-trainer": try? await TrainerService(mesh: mesh).run()
            case "scorer": try? await ScorerService(mesh: mesh).run()
            case "catalog-query":
                guard
                    let options = try? CatalogOptions.parse([
                        "--data", "\(folder)/catalog", "--results", "\(folder)/results",
                    ]), let catalogs = try? options.openCatalogs()
                else { return }
                try? await CatalogService(mesh: mesh, catalogs: catalogs, options: options).run()
            case "cutout":
                guard
                    let options = try? CutoutOptions.parse([
                        "--data", "\(folder)/catalog", "--results", "\(folder)/results", "--images", folder,
                        "--stamps", stamps.folder,
                    ]), let desk = try? CutoutDesk(options)
                else { return }
                try? await CutoutService(mesh: mesh, desk: desk, options: options).run()
            default:
                guard let options = try? NotifierOptions.parse(notifier),
                    let outlets = try? Outlets(mesh: mesh, options: options)
                else { return }
                try? await NotifierService(mesh: mesh, options: options, outlets: outlets).run()
                await outlets.close()
            }
            await mesh.close()
        }
    }

    /// What somebody has who plays a service.
    func standIn(for service: String) async throws -> MeshConnection {
        try await Self.connect(service, nats, redis)
    }

    private static func connect(_ service: String, _ nats: LocalServer, _ redis: LocalServer) async throws
        -> MeshConnection
    {
        let log = Logger(label: service) { _ in SwiftLogNoOpLogHandler() }
        return try await MeshConnection.connect(
            service: service, natsURL: nats.address, redisURL: redis.address, log: log)
    }

    // MARK: What users do

    /// Asks a service, as user "me" of project "main"; waits while the service is starting.
    func ask<Answer: Message>(
        _ service: String, _ verb: String, _ question: some Message, as answer: Answer.Type, project: String = "main",
        by asker: String = "me"
    ) async throws -> Answer {
        while true {
            do {
                return try await user.bus.call(
                    Subject.rpc(service, verb, project, asker), question, as: Answer.self, timeoutSeconds: 60)
            } catch BusError.noResponders {
                try await Task.sleep(for: .milliseconds(10))
            }
        }
    }

    /// What a user of project "main" has for jobs.
    func jobs(of user: String) throws -> JobClient {
        try JobClient(connection: self.user.bus, publisher: self.user.publisher, user: user)
    }

    @discardableResult
    func declare(
        _ name: String, anomalyLimit: Double = 0.01, trainAfter: UInt64 = 0, refreshAfter: UInt64 = 0,
        refreshTrees: UInt32 = 10, keepStamps: UInt32 = 0
    ) async throws -> StreamDeclaration {
        try await ask(
            "ingest", "stream-create",
            StreamDeclaration(
                project: "", name: name, anomalyLimit: anomalyLimit, trainAfterAlerts: trainAfter,
                refreshAfterAlerts: refreshAfter, refreshTrees: refreshTrees,
                keepStampsDays: keepStamps),
            as: StreamDeclaration.self)
    }

    /// Publishes a packet through ingest.
    func publish(_ packet: [UInt8], to stream: String, origin: String = "test.avro") async throws -> PublishReceipt {
        try await ask(
            "ingest", "publish", PublishRequest(stream: stream, packet: packet, origin: origin, publishedAt: .now),
            as: PublishReceipt.self)
    }

    /// Writes alerts to the stream's subject directly, as a publisher with rights may.
    func publish(_ alerts: [Alert]) async throws {
        let outcomes = try await user.publisher.publish(
            alerts.map {
                OutgoingMessage(
                    subject: Subject.alert($0.project, $0.stream), body: $0.serialized(),
                    messageID: AlertKey($0).messageID)
            })
        for case .refused(let error) in outcomes { throw error }
    }

    // MARK: What users see

    /// Reads so many messages of a project's JetStream stream from its beginning.
    func read<Content: Message>(_ count: Int, of stream: String, as content: Content.Type) async throws -> [Content] {
        let reader = try await user.patiently(stream) {
            try await user.jetStream.consume(stream, ConsumerConfiguration(durable: nil))
        }
        defer { reader.end() }
        var messages: [Content] = []
        while messages.count < count, let batch = await reader.nextBatch() {
            for message in batch {
                messages.append(try message.withBody { bytes throws(MessageError) in try Content(serialized: bytes) })
            }
        }
        return messages
    }

    func deadLetters(_ count: Int) async throws -> [DeadLetter] {
        try await read(count, of: ProjectStreams("main").dead, as: DeadLetter.self)
    }

    /// The first so many events of the project's forests.
    func forestEvents(_ count: Int) async throws -> [ForestEvent] {
        try await read(count, of: ProjectStreams("main").forests, as: ForestEvent.self)
    }

    func scores(_ count: Int) async throws -> [Score] {
        try await read(count, of: ProjectStreams("main").scores, as: Score.self)
    }
}

extension Sequence where Element: Sendable {
    func asyncMap<Result>(_ transform: (Element) async throws -> Result) async rethrows -> [Result] {
        var results: [Result] = []
        for element in self { results.append(try await transform(element)) }
        return results
    }
}
