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
                _ = try await client.send(HTTPRequest(url: "http://127.0.0.1:\(port)/echo"))
                let before = threads()
                let filesBefore = openFiles()
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for _ in 0..<100 {
                        group.addTask {
                            _ = try? await client.send(HTTPRequest(url: "http://127.0.0.1:\(hanging)/hang"))
                        }
                    }
                    while openFiles() < filesBefore + 100 { try await Task.sleep(for: .milliseconds(5)) }
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
                    let closing = try await clock.measure { await client.close() }
                    #expect(closing < .seconds(3))
                    try await group.waitForAll()
                }
                #expect(openFiles() < filesBefore)
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
            _ = try await client.send(HTTPRequest(url: "http://127.0.0.1:\(port)/echo"))
            let files = openFiles()
            let task = Task { () -> TransferError? in
                do throws(TransferError) {
                    _ = try await client.send(HTTPRequest(url: "http://127.0.0.1:\(port)/hang"))
                    return nil
                } catch {
                    return error
                }
            }
            // The kept connection is used: nothing to wait for but the thread's next round.
            try await Task.sleep(for: .milliseconds(200))
            task.cancel()
            let time = await ContinuousClock().measure {
                let error = await task.value
                #expect(error?.kind == .cancelled)
            }
            #expect(time < .seconds(2))
            // Its connection is closed.
            while openFiles() >= files { try await Task.sleep(for: .milliseconds(5)) }
            #expect(try await client.send(HTTPRequest(url: "http://127.0.0.1:\(port)/echo")).status == 200)

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

    @Test func aClosedClientSendsNothingAndKeepsNothing() async throws {
        try await withServer("web.py") { port in
            let before = openFiles()
            for _ in 0..<5 {
                let client = TransferClient(rules: open)
                #expect(try await client.send(HTTPRequest(url: "http://127.0.0.1:\(port)/echo")).status == 200)
                #expect(openFiles() > before)
                await client.close()
                await client.close()
                let error = await #expect(throws: TransferError.self) {
                    try await client.send(HTTPRequest(url: "http://127.0.0.1:\(port)/echo"))
                }
                #expect(error?.kind == .closed)
            }
            #expect(openFiles() <= before)
            await TransferClient().close()
            // One that is let go without it ends its thread too.
            _ = try await TransferClient(rules: open).send(HTTPRequest(url: "http://127.0.0.1:\(port)/echo"))
            while openFiles() > before { try await Task.sleep(for: .milliseconds(5)) }
        }
    }
}
