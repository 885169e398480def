import TestSupport
import Testing

@testable import Transfers

/// Many transfers at once, and their ends.
@Suite(.timeLimit(.minutes(3)), .serialized) struct ManyTransfersTests {
    private let open = AddressRules(allowsPrivateAddresses: true)

    @Test func aHundredThatHangSlowNobodyAndCostNoThreads() async throws {
        try await withServer("web.py") { hanging in
            try await withServer("web.py") { port in
                var limits = TransferLimits()
                limits.transfersPerHost = 100
                limits.connectSeconds = 20
                let client = TransferClient(rules: open, limits: limits)
                let watching = TransferClient(rules: open)
                let sockets = openSockets()
                _ = try await client.send(HTTPRequest(url: "http://127.0.0.1:\(port)/echo"))
                #expect(try await self.hanging(hanging, watching) == "0")
                let before = threads()
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for _ in 0..<100 {
                        group.addTask {
                            _ = try? await client.send(HTTPRequest(url: "http://127.0.0.1:\(hanging)/hang"))
                        }
                    }
                    while try await self.hanging(hanging, watching) != "100" {
                        try await Task.sleep(for: .milliseconds(5))
                    }
                    let clock = ContinuousClock()
                    let time = try await clock.measure {
                        for _ in 0..<20 {
                            let response = try await client.send(HTTPRequest(url: "http://127.0.0.1:\(port)/echo"))
                            #expect(response.status == 200)
                        }
                    }
                    print("20 requests beside 100 that hang: \(time)")
                    #expect(time < .seconds(3))
                    // Swift's own pool may have grown by one for each processor.
                    #expect(threads() <= before + 4)
                    let closing = await clock.measure { await client.close() }
                    #expect(closing < .seconds(3))
                    try await group.waitForAll()
                }
                await watching.close()
                // Those of other tests' servers may still be going.
                for _ in 0..<100 where openSockets() > sockets { try await Task.sleep(for: .milliseconds(20)) }
                #expect(openSockets() <= sockets)
            }
        }
    }

    @Test func oneHostGetsItsShareAndOthersTheRest() async throws {
        try await withServer("web.py") { hanging in
            try await withServer("web.py") { port in
                var limits = TransferLimits()
                limits.transfersPerHost = 2
                limits.transfers = 4
                limits.waitSeconds = 0.3
                let client = TransferClient(rules: open, limits: limits)
                let outcomes = try await withThrowingTaskGroup(of: TransferError.Kind?.self) { group in
                    for _ in 0..<10 {
                        group.addTask {
                            do throws(TransferError) {
                                _ = try await client.send(HTTPRequest(url: "http://127.0.0.1:\(hanging)/hang"))
                                return nil
                            } catch {
                                return error.kind
                            }
                        }
                    }
                    var outcomes: [TransferError.Kind?] = []
                    for _ in 0..<8 {
                        if let outcome = try await group.next() { outcomes.append(outcome) }
                    }
                    #expect(try await client.send(HTTPRequest(url: "http://127.0.0.1:\(port)/echo")).status == 200)
                    await client.close()
                    for try await outcome in group { outcomes.append(outcome) }
                    return outcomes
                }
                #expect(outcomes == Array(repeating: .busy, count: 8) + [.closed, .closed])
            }
        }
    }

    @Test func cancellingATaskEndsItsTransfer() async throws {
        try await withServer("web.py") { port in
            let client = TransferClient(rules: open)
            #expect(try await hanging(port, client) == "0")
            let sockets = openSockets()
            let task = Task { () -> TransferError? in
                do throws(TransferError) {
                    _ = try await client.send(HTTPRequest(url: "http://127.0.0.1:\(port)/hang"))
                    return nil
                } catch {
                    return error
                }
            }
            while try await hanging(port, client) != "1" { try await Task.sleep(for: .milliseconds(5)) }
            task.cancel()
            let time = await ContinuousClock().measure {
                let error = await task.value
                #expect(error?.kind == .cancelled)
            }
            #expect(time < .seconds(2))
            // Its connection is closed, and the server sees it.
            while openSockets() > sockets { try await Task.sleep(for: .milliseconds(5)) }
            while try await hanging(port, client) != "0" { try await Task.sleep(for: .milliseconds(5)) }

            let early = Task { () -> TransferError? in
                withUnsafeCurrentTask { $0?.cancel() }
                do throws(TransferError) {
                    _ = try await client.send(HTTPRequest(url: "http://127.0.0.1:\(port)/hang"))
                    return nil
                } catch {
                    return error
                }
            }
            #expect(await early.value?.kind == .cancelled)
            await client.close()
        }
    }

    private func hanging(_ port: Int, _ client: TransferClient) async throws -> String {
        let response = try await client.send(HTTPRequest(url: "http://127.0.0.1:\(port)/hanging", method: .get))
        return String(decoding: response.body, as: UTF8.self)
    }

    @Test func aClosedClientSendsNothingAndKeepsNothing() async throws {
        try await withServer("web.py") { port in
            let before = openSockets()
            for _ in 0..<5 {
                let client = TransferClient(rules: open)
                #expect(try await client.send(HTTPRequest(url: "http://127.0.0.1:\(port)/echo")).status == 200)
                #expect(openSockets() > before)
                await client.close()
                await client.close()
                let error = await #expect(throws: TransferError.self) {
                    try await client.send(HTTPRequest(url: "http://127.0.0.1:\(port)/echo"))
                }
                #expect(error?.kind == .closed)
            }
            #expect(openSockets() <= before)
            await TransferClient().close()
            // One that is let go without it ends its thread too.
            _ = try await TransferClient(rules: open).send(HTTPRequest(url: "http://127.0.0.1:\(port)/echo"))
            while openSockets() > before { try await Task.sleep(for: .milliseconds(5)) }
        }
    }
}
