import Synchronization
import Testing

@testable import SubscriptionNotifier

@Suite("Deliveries that are under way at once", .timeLimit(.minutes(1)))
struct DeliveryGateTests {
    @Test("never more than the limit, and in the end all of them")
    func bounded() async {
        let gate = DeliveryGate(limit: 3)
        let counts = Mutex((now: 0, most: 0, all: 0))
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<50 {
                group.addTask {
                    await gate.pass(.normal) {
                        counts.withLock {
                            $0.now += 1
                            $0.most = max($0.most, $0.now)
                        }
                        await Task.yield()
                        counts.withLock {
                            $0.now -= 1
                            $0.all += 1
                        }
                    }
                }
            }
        }
        #expect(counts.withLock { $0.most } <= 3)
        #expect(counts.withLock { $0.all } == 50)
    }

    @Test("of those that wait the most urgent goes first")
    func urgentFirst() async {
        let gate = DeliveryGate(limit: 1)
        let order = Mutex<[String]>([])
        let (opened, open) = AsyncStream.makeStream(of: Void.self)
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await gate.pass(.normal) { for await _ in opened {} } }
            while gate.free > 0 { await Task.yield() }
            for (count, (name, priority)) in [
                ("low", DeliveryGate.Priority.low), ("normal", .normal), ("high", .high),
            ].enumerated() {
                group.addTask { await gate.pass(priority) { order.withLock { $0.append(name) } } }
                while gate.waiting <= count { await Task.yield() }
            }
            open.finish()
        }
        #expect(order.withLock { $0 } == ["high", "normal", "low"])
    }
}
