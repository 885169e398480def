import TestSupport
import Testing

@testable import Bus

@Suite("Pull window", .timeLimit(.minutes(3)))
struct PullWindowTests {
    @Test("two batches are asked for at first, and no more before one is taken")
    func firstRequests() {
        var window = PullWindow(batchSize: 10, expirySeconds: 30)
        #expect(window.requestsToSend(now: 0).map(\.remaining) == [10, 10])
        for _ in 0..<10 { window.received() }
        #expect(window.requestsToSend(now: 1).isEmpty)
        window.taken(10)
        #expect(window.requestsToSend(now: 1).map(\.remaining) == [10])
    }

    @Test("a request that the server ended is asked for anew")
    func ended() {
        var window = PullWindow(batchSize: 10, expirySeconds: 30)
        let first = window.requestsToSend(now: 0)
        window.ended(id: first[0].id)
        #expect(window.requestsToSend(now: 1).count == 1)
    }

    @Test("a request whose end was never told is given up after its expiry")
    func forgotten() {
        var window = PullWindow(batchSize: 10, expirySeconds: 30)
        _ = window.requestsToSend(now: 0)
        let early = window.dropForgotten(now: 31)
        #expect(!early)
        #expect(window.requestsToSend(now: 31).isEmpty)
        let late = window.dropForgotten(now: 33)
        #expect(late)
        #expect(window.requestsToSend(now: 33).count == 2)
    }

    @Test("one that fetches nothing ahead asks for one batch, and for the next once that is taken")
    func nothingAhead() {
        var window = PullWindow(batchSize: 1, expirySeconds: 30, fetchesAhead: false)
        #expect(window.requestsToSend(now: 0).count == 1)
        window.received()
        #expect(window.requestsToSend(now: 0).isEmpty)
        window.taken(1)
        #expect(window.requestsToSend(now: 0).count == 1)
    }

    @Test("after a reconnect everything is asked for anew, less what is here")
    func reset() {
        var window = PullWindow(batchSize: 10, expirySeconds: 30)
        _ = window.requestsToSend(now: 0)
        for _ in 0..<5 { window.received() }
        window.reset()
        #expect(window.requestsToSend(now: 1).count == 1)
    }

    @Test("never more than two batches are here or on their way, whatever happens", arguments: testSeeds(50))
    func bounded(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var window = PullWindow(batchSize: 8, expirySeconds: 30)
        var onTheirWay: [PullWindow.Request] = []
        for step in 0..<200 {
            switch Int.random(in: 0..<4, using: &random) {
            case 0: onTheirWay += window.requestsToSend(now: Double(step) / 100)
            case 1 where !window.requests.isEmpty: window.received()
            case 2 where window.buffered > 0: window.taken(Int.random(in: 1...window.buffered, using: &random))
            default: if let request = window.requests.randomElement(using: &random) { window.ended(id: request.id) }
            }
            let asked = window.requests.reduce(0) { $0 + $1.remaining }
            #expect(window.buffered + asked <= 16)
        }
    }
}
