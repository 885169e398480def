import Bus
import ServiceKit
import TestSupport
import Testing

@Suite("Publishing to JetStream", .timeLimit(.minutes(3)))
struct PublishTests {
    @Test("messages are stored in order and acked with their sequence")
    func stored() async throws {
        try await BusFixture.with { fixture in
            try await fixture.makeStream()
            let outcomes = try await fixture.publish(0..<1_000)
            #expect(outcomes == (1...1_000).map { .stored(sequence: UInt64($0)) })
            let state = try await fixture.jetStream.state(ofStream: "T", subjects: "t.a")
            #expect(state?.messages == 1_000)
            #expect(state?.messagesPerSubject == ["t.a": 1_000])
        }
    }

    @Test("a second message of the same id is told as a duplicate and not stored")
    func duplicate() async throws {
        try await BusFixture.with { fixture in
            try await fixture.makeStream()
            try await fixture.publish(0..<3)
            let again = try await fixture.publish(1..<4)
            #expect(again == [.duplicate(sequence: 2), .duplicate(sequence: 3), .stored(sequence: 4)])
        }
    }

    @Test("more messages than may be in flight are all stored")
    func moreThanInFlight() async throws {
        try await BusFixture.with { fixture in
            try await fixture.makeStream()
            let narrow = try JetStreamPublisher(fixture.bus, maximumInFlight: 8)
            let outcomes = try await narrow.publish(
                (0..<500).map { OutgoingMessage(subject: "t.a", body: [], messageID: "\($0)") })
            #expect(outcomes.count == 500)
            #expect(try await fixture.jetStream.state(ofStream: "T")?.messages == 500)
        }
    }

    @Test("a stream that is full refuses, with the reason")
    func full() async throws {
        try await BusFixture.with { fixture in
            try await fixture.jetStream.ensure(
                StreamConfiguration(name: "T", subjects: ["t.*"], discard: .new, maximumBytes: 2_000))
            let outcomes = try await fixture.publish(0..<100)
            guard case .stored = outcomes[0], case .refused(let error) = outcomes[99] else {
                return #expect(Bool(false), "\(outcomes)")
            }
            #expect(error.description == "publish to t.a: maximum bytes exceeded")
        }
    }

    @Test("a message for a stream that is not there yet waits for it")
    func streamComesLater() async throws {
        try await BusFixture.with { fixture in
            async let outcomes = fixture.publish(0..<10)
            try await fixture.makeStream()
            #expect(try await outcomes.count == 10)
            #expect(try await fixture.jetStream.state(ofStream: "T")?.messages == 10)
        }
    }

    @Test("a server killed in mid-publish loses nothing and doubles nothing")
    func serverKilled() async throws {
        try await BusFixture.with { fixture in
            try await fixture.makeStream()
            try await withThrowingTaskGroup(of: Int.self) { group in
                for part in 0..<40 {
                    group.addTask { try await fixture.publish(part * 100..<(part + 1) * 100).count }
                }
                _ = try await group.next()
                await fixture.server.kill()
                try await fixture.server.restart()
                try await group.waitForAll()
            }
            #expect(try await fixture.jetStream.state(ofStream: "T")?.messages == 4_000)
        }
    }

    @Test("a cancelled publish ends at once although nobody acks")
    func cancelled() async throws {
        try await BusFixture.with { fixture in
            let task = Task { try await fixture.publish(0..<1) }
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
        }
    }
}
