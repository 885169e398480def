import Bus
import Messages
import TestSupport
import Testing
import Threads

@Suite("Requests", .timeLimit(.minutes(3)))
struct RequestTests {
    @Test("an answer of any size comes whole")
    func sizes() async throws {
        try await BusFixture.with { fixture in
            try await serving(fixture, { request in Array(repeating: 7, count: Int(request.text) ?? 0) }) {
                for size in [0, 1, 500_000, 500_001, 3_000_000] {
                    let answer = try await fixture.bus.call("rpc.test", Array("\(size)".utf8))
                    #expect(answer.count == size)
                }
            }
        }
    }

    @Test("a service that says no answers with a typed error")
    func typedError() async throws {
        try await BusFixture.with { fixture in
            try await serving(fixture, { _ in throw RequestError("not-found", "stream \"x\" is not declared") }) {
                let error = await #expect(throws: BusError.self) { try await fixture.bus.call("rpc.test", []) }
                #expect(error == .remote(code: "not-found", message: "stream \"x\" is not declared"))
            }
        }
    }

    @Test("a question that is no message of its contract is answered with field and byte")
    func malformedQuestion() async throws {
        try await BusFixture.with { fixture in
            try await serving(
                fixture,
                { request in
                    try request.withBody { bytes throws(MessageError) in try NameRequest(serialized: bytes) }
                        .serialized()
                }
            ) {
                let error = await #expect(throws: BusError.self) {
                    try await fixture.bus.call("rpc.test", [0x0A, 9, 1])
                }
                #expect(
                    error
                        == .remote(
                            code: "invalid",
                            message: "NameRequest message, field name, byte 2: claims 9 bytes, 1 are left"))
            }
        }
    }

    @Test("subscriptions may come and go while messages for them arrive")
    func comingAndGoing() async throws {
        try await BusFixture.with { fixture in
            let publisher = Task {
                while !Task.isCancelled {
                    try fixture.bus.publish(OutgoingMessage(subject: "news.odd", body: [1, 2, 3]))
                    await Task.yield()
                }
            }
            for _ in 0..<2_000 {
                let stream = try fixture.bus.messages(on: "news.*")
                for await _ in stream { break }
            }
            publisher.cancel()
            _ = await publisher.result
        }
    }

    @Test("a question that nobody listens to fails at once and says so")
    func nobodyListens() async throws {
        try await BusFixture.with { fixture in
            let error = await #expect(throws: BusError.self) {
                try await fixture.bus.call("rpc.nobody", [], timeoutSeconds: 60)
            }
            #expect(error == .noResponders(subject: "rpc.nobody"))
        }
    }

    @Test("a question that is not answered in time says how long it waited")
    func timeout() async throws {
        try await BusFixture.with { fixture in
            let silent = try fixture.bus.messages(on: "rpc.silent")
            let error = await #expect(throws: BusError.self) {
                try await fixture.bus.call("rpc.silent", [], timeoutSeconds: 0.2)
            }
            #expect(error?.description == "rpc.silent: no answer within 0.2 s")
            withExtendedLifetime(silent) {}
        }
    }

    @Test("copies of a service share the questions, and each is answered once")
    func queueGroup() async throws {
        try await BusFixture.with { fixture in
            try await serving(fixture, { _ in [1] }) {
                try await serving(fixture, { _ in [2] }) {
                    var answers: Set<[UInt8]> = []
                    for _ in 0..<200 { answers.insert(try await fixture.bus.call("rpc.test", [])) }
                    #expect(answers == [[1], [2]])
                }
            }
        }
    }

    @Test("headers arrive as they were sent")
    func headers() async throws {
        try await BusFixture.with { fixture in
            let messages = try fixture.bus.messages(on: "h")
            try fixture.bus.publish(
                OutgoingMessage(subject: "h", body: [1], headers: [("Peryton-Summary", "M 31 – odd")]))
            for await message in messages {
                #expect(message.header("Peryton-Summary") == "M 31 – odd")
                #expect(message.header("Other") == nil)
                break
            }
        }
    }

    @Test("every copy of a service is discovered by the NATS service protocol")
    func discovery() async throws {
        try await BusFixture.with { fixture in
            let copies = (0..<2).map { _ in ServiceAnnouncement(name: "scorer", version: "1.2.3", about: "scores") }
            let tasks = copies.map { copy in Task { try await copy.run(on: fixture.bus) } }
            var found: [DiscoveredService] = []
            while found.count < 2 { found = try await fixture.bus.discoverServices(withinSeconds: 0.2) }
            #expect(found.map(\.name) == ["scorer", "scorer"])
            #expect(found.map(\.version) == ["1.2.3", "1.2.3"])
            tasks.forEach { $0.cancel() }
        }
    }

    @Test(
        "a service whose task is cancelled ends at once, however many requests it could work on", arguments: [1, 256])
    func cancelled(concurrency: Int) async throws {
        try await BusFixture.with { fixture in
            for executor in [nil, BlockingThreads.shared] as [(any TaskExecutor)?] {
                let service = Task {
                    try await withThrowingTaskGroup(of: Void.self) { group in
                        for verb in 0..<8 {
                            group.addTask {
                                try await fixture.bus.serve(
                                    "rpc.\(verb)", queueGroup: "test", concurrency: concurrency, on: executor
                                ) { $0.body }
                            }
                        }
                        try await group.waitForAll()
                    }
                }
                while (try? await fixture.bus.call("rpc.7", [1])) == nil {}
                service.cancel()
                let start = ContinuousClock.now
                _ = await service.result
                #expect(ContinuousClock.now - start < .seconds(5))
            }
        }
    }

    /// Runs a service on rpc.test while the body runs.
    private func serving(
        _ fixture: BusFixture, _ handler: @escaping @Sendable (BusMessage) async throws -> [UInt8],
        _ body: () async throws -> Void
    ) async throws {
        let service = Task { try await fixture.bus.serve("rpc.test", queueGroup: "test", handler: handler) }
        defer { service.cancel() }
        // The subscription reaches the server behind this connection's next flush.
        while true {
            do {
                _ = try await fixture.bus.call("rpc.test", Array("0".utf8))
                break
            } catch BusError.noResponders {
                try await Task.sleep(for: .milliseconds(10))
            } catch {
                break
            }
        }
        try await body()
    }
}
