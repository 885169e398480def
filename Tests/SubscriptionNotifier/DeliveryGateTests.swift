import Testing

@testable import SubscriptionNotifier

@Suite("Deliveries that are under way at once", .timeLimit(.minutes(1)))
struct DeliveryGateTests {
    /// Who is in, and who was.
    private actor Visitors {
        var inside = 0
        var most = 0
        var names: [String] = []

        func enter(_ name: String) {
            inside += 1
            most = max(most, inside)
            names.append(name)
        }

        func leave() { inside -= 1 }
    }

    @Test("never more than the limit, and in the end all of them")
    func bounded() async {
        let gate = DeliveryGate(limit: 3)
        let visitors = Visitors()
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<50 {
                group.addTask {
                    await gate.pass(.normal) {
                        await visitors.enter("\(number)")
                        await Task.yield()
                        await visitors.leave()
                    }
                }
            }
        }
        #expect(await visitors.most <= 3)
        #expect(await visitors.names.count == 50)
    }

    @Test("of those that wait the most urgent goes first")
    func urgentFirst() async {
        let gate = DeliveryGate(limit: 1)
        let visitors = Visitors()
        let (opened, open) = AsyncStream.makeStream(of: Void.self)
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await gate.pass(.normal) { for await _ in opened {} } }
            while gate.free > 0 { await Task.yield() }
            let waiting: [(String, DeliveryGate.Priority)] = [("low", .low), ("normal", .normal), ("high", .high)]
            for (count, (name, priority)) in waiting.enumerated() {
                group.addTask { await gate.pass(priority) { await visitors.enter(name) } }
                while gate.waiting <= count { await Task.yield() }
            }
            open.finish()
        }
        #expect(await visitors.names == ["high", "normal", "low"])
    }
}
