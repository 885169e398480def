import Bus
import Logging
import ServiceKit
import TestSupport
import Testing

@Suite("Connections", .timeLimit(.minutes(3)))
struct ConnectionTests {
    private let log = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    @Test("an address where nobody answers is told, without the password in it")
    func nobodyThere() async throws {
        let error = await #expect(throws: BusError.self) {
            _ = try await BusConnection.connect(
                BusConfiguration(url: "nats://me:secret@127.0.0.1:1", name: "test"), log: log, waiting: false)
        }
        let text = error?.description ?? ""
        #expect(text.hasPrefix("no nats-server at nats://…@127.0.0.1:1: "))
        #expect(!text.contains("secret"))
    }

    @Test("a service that starts before its server waits for it")
    func startsBeforeServer() async throws {
        try await withNatsServer { server in
            await server.kill()
            async let connected = BusFixture.connect(server)
            try await server.restart()
            let bus = try await connected
            #expect(bus.isConnected)
            await bus.close()
        }
    }

    @Test("declaring a stream again changes nothing, and changes what differs")
    func ensureTwice() async throws {
        try await BusFixture.with { fixture in
            try await fixture.makeStream()
            try await fixture.publish(0..<5)
            try await fixture.makeStream()
            try await fixture.jetStream.ensure(StreamConfiguration(name: "T", subjects: ["t.*", "u.*"]))
            try await fixture.publish(5..<6, subject: "u.a")
            #expect(try await fixture.jetStream.state(ofStream: "T")?.messages == 6)
        }
    }

    @Test("a stream or a message that is not there is nil, not an error")
    func notThere() async throws {
        try await BusFixture.with { fixture in
            #expect(try await fixture.jetStream.state(ofStream: "NONE") == nil)
            try await fixture.makeStream()
            try await fixture.publish(0..<1)
            #expect(try await fixture.jetStream.message(ofStream: "T", sequence: 1)?.text == "0")
            #expect(try await fixture.jetStream.message(ofStream: "T", sequence: 9) == nil)
            #expect(try await fixture.jetStream.state(ofConsumer: "none", onStream: "T") == nil)
        }
    }

    @Test("a purge forgets what is before a sequence on one subject")
    func purge() async throws {
        try await BusFixture.with { fixture in
            try await fixture.makeStream()
            try await fixture.publish(0..<10)
            try await fixture.publish(0..<2, subject: "t.b")
            try await fixture.jetStream.purge(stream: "T", subject: "t.a", before: 8)
            let state = try await fixture.jetStream.state(ofStream: "T", subjects: "t.*")
            #expect(state?.firstSequence == 8)
            #expect(state?.messagesPerSubject == ["t.a": 3, "t.b": 2])
        }
    }
}
