import Bus
import ServiceKit
import TestSupport
import Testing

@Suite("Pull consumers", .timeLimit(.minutes(3)))
struct PullConsumerTests {
    private static let durable = ConsumerConfiguration(durable: "d", ackWaitSeconds: 1)

    @Test("messages come in order, in batches no larger than asked for")
    func inOrder() async throws {
        try await BusFixture.with { fixture in
            try await fixture.makeStream()
            try await fixture.publish(0..<1_000)
            let consumer = try await fixture.jetStream.consume("T", Self.durable, batchSize: 100)
            var texts: [String] = []
            for await batch in consumer {
                #expect(batch.count <= 100)
                for message in batch {
                    texts.append(message.text)
                    try fixture.bus.ack(message)
                }
                if texts.count == 1_000 { break }
            }
            #expect(texts == (0..<1_000).map { "\($0)" })
        }
    }

    @Test("the first message of a quiet stream is handed on at once, not when a batch is full")
    func quietStream() async throws {
        try await BusFixture.with { fixture in
            try await fixture.makeStream()
            let consumer = try await fixture.jetStream.consume("T", Self.durable)
            async let first = consumer.nextBatch()
            try await fixture.publish(0..<1)
            #expect(await first?.map(\.text) == ["0"])
        }
    }

    @Test("what is acked does not come again; what is given back does, and says how often it came")
    func acknowledgements() async throws {
        try await BusFixture.with { fixture in
            try await fixture.makeStream()
            try await fixture.publish(0..<4)
            let consumer = try await fixture.jetStream.consume("T", Self.durable)
            let first = try #require(await collect(4, from: consumer))
            try fixture.bus.ack(first[0])
            try fixture.bus.term(first[1])
            try fixture.bus.nak(first[2], delaySeconds: 0.05)
            try fixture.bus.ack(first[3])
            let second = try #require(await collect(1, from: consumer))
            #expect(second.map(\.text) == ["2"])
            #expect(second[0].delivery?.attempts == 2)
            #expect(second[0].delivery?.streamSequence == 3)
            try fixture.bus.ack(second[0])
            try await fixture.bus.flush()
            let state = try await fixture.jetStream.state(ofConsumer: "d", onStream: "T")
            #expect(state?.pending == 0)
            #expect(state?.unacked == 0)
            #expect(state?.ackFloor == 4)
        }
    }

    @Test("a message that is still worked on is not given to somebody else")
    func inProgress() async throws {
        try await BusFixture.with { fixture in
            try await fixture.makeStream()
            try await fixture.publish(0..<1)
            let consumer = try await fixture.jetStream.consume("T", Self.durable)
            let message = try #require(await collect(1, from: consumer)).first
            let held = try #require(message)
            for _ in 0..<8 {
                try fixture.bus.inProgress(held)
                try await Task.sleep(for: .milliseconds(250))
            }
            try fixture.bus.ack(held)
            try await fixture.publish(1..<2)
            #expect(await collect(1, from: consumer)?.map(\.text) == ["1"])
        }
    }

    @Test("a reader that ends gives back what it had not taken, so that another gets it at once")
    func ending() async throws {
        try await BusFixture.with { fixture in
            try await fixture.makeStream()
            try await fixture.publish(0..<10)
            let slow = ConsumerConfiguration(durable: "d", ackWaitSeconds: 600)
            let first = try await fixture.jetStream.consume("T", slow, batchSize: 1)
            let taken = try #require(await first.nextBatch())
            try fixture.bus.ack(taken[0])
            first.end()
            #expect(await first.nextBatch() == nil)
            let second = try await fixture.jetStream.consume("T", slow)
            #expect(Set(await collect(9, from: second)?.map(\.text) ?? []) == Set((1..<10).map { "\($0)" }))
        }
    }

    @Test("a server killed in mid-fetch: every message is read and acked in the end")
    func serverKilled() async throws {
        try await BusFixture.with { fixture in
            try await fixture.makeStream()
            try await fixture.publish(0..<5_000)
            let consumer = try await fixture.jetStream.consume("T", Self.durable, batchSize: 50)
            var seen: Set<String> = []
            var killed = false
            for await batch in consumer {
                for message in batch {
                    seen.insert(message.text)
                    try? fixture.bus.ack(message)
                }
                if seen.count > 1_000, !killed {
                    killed = true
                    await fixture.server.kill()
                    try await fixture.server.restart()
                }
                if seen.count == 5_000 { break }
            }
            #expect(seen.count == 5_000)
        }
    }

    @Test("a reader without a durable goes on where it was after the server's restart")
    func readerWithoutDurable() async throws {
        try await BusFixture.with { fixture in
            try await fixture.makeStream()
            try await fixture.publish(0..<10)
            let reader = try await fixture.jetStream.consume("T", ConsumerConfiguration(durable: nil))
            #expect(await collect(10, from: reader)?.count == 10)
            await fixture.server.kill()
            try await fixture.server.restart()
            try await fixture.publish(10..<12)
            #expect(await collect(2, from: reader)?.map(\.text) == ["10", "11"])
        }
    }

    @Test("a consumer that was deleted is made again")
    func deleted() async throws {
        try await BusFixture.with { fixture in
            try await fixture.makeStream()
            let consumer = try await fixture.jetStream.consume("T", Self.durable)
            async let first = consumer.nextBatch()
            try await fixture.publish(0..<1)
            let message = try #require(await first?.first)
            try fixture.bus.ack(message)
            async let second = consumer.nextBatch()
            try await fixture.jetStream.deleteConsumer("d", onStream: "T")
            #expect(await second?.isEmpty == false)
        }
    }

    /// Reads until there are so many messages.
    private func collect(_ count: Int, from consumer: PullConsumer) async -> [BusMessage]? {
        var messages: [BusMessage] = []
        while messages.count < count {
            guard let batch = await consumer.nextBatch() else { return nil }
            messages += batch
        }
        return messages
    }
}
