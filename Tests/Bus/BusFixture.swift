import Bus
import Logging
import ServiceKit
import TestSupport

/// A connection to a real nats-server, for one test.
struct BusFixture {
    let server: LocalServer
    let bus: BusConnection
    let jetStream: JetStream
    let publisher: JetStreamPublisher

    static func with(_ body: (BusFixture) async throws -> Void) async throws {
        try await withNatsServer { server in
            let bus = try await connect(server)
            let fixture = BusFixture(
                server: server, bus: bus, jetStream: try JetStream(bus), publisher: try JetStreamPublisher(bus))
            do {
                try await body(fixture)
            } catch {
                await bus.close()
                throw error
            }
            await bus.close()
        }
    }

    static func connect(_ server: LocalServer) async throws -> BusConnection {
        var log = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        log.logLevel = .critical
        return try await BusConnection.connect(BusConfiguration(url: server.address, name: "test"), log: log)
    }

    /// A stream named T that keeps `t.*`.
    func makeStream() async throws {
        try await jetStream.ensure(StreamConfiguration(name: "T", subjects: ["t.*"]))
    }

    /// Publishes numbered messages and returns what became of them.
    @discardableResult
    func publish(_ numbers: Range<Int>, subject: String = "t.a") async throws -> [PublishOutcome] {
        try await publisher.publish(
            numbers.map { OutgoingMessage(subject: subject, body: Array("\($0)".utf8), messageID: "\(subject)-\($0)") })
    }
}

extension BusMessage {
    /// The body as text.
    var text: String { withBody { String(decoding: $0, as: UTF8.self) } }
}
