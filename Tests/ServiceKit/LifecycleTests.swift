import ArgumentParser
import CoreMetrics
import Foundation
import FoundationNetworking
import Logging
import ServiceLifecycle
import Synchronization
import Testing

@testable import ServiceKit

@Suite("Health endpoints and lifecycle", .timeLimit(.minutes(1)))
struct LifecycleTests {
    @Test("The endpoints answer over HTTP and tell which part is not ready")
    func endpoints() async throws {
        let health = Health()
        let redisIsThere = Flag()
        health.register("nats") { .ready }
        health.register("redis") { redisIsThere.isSet ? .ready : .notReady("no connection to 127.0.0.1:6379") }
        let metrics = PrometheusMetrics(service: "scorer")
        metrics.makeCounter(label: "alerts_total", dimensions: []).increment(by: 3)
        try await withHealthServer(health, metrics) { (port) async throws in
            #expect(try await get(port, "/livez") == "200 alive\n")
            #expect(
                try await get(port, "/readyz")
                    == #"503 {"parts":{"nats":"ready","redis":"no connection to 127.0.0.1:6379"},"ready":false}"#)
            redisIsThere.set()
            #expect(try await get(port, "/readyz") == #"200 {"parts":{"nats":"ready","redis":"ready"},"ready":true}"#)
            health.startDraining()
            #expect(
                try await get(port, "/readyz")
                    == #"503 {"parts":{"nats":"ready","redis":"ready","service":"shutting down"},"ready":false}"#)
            #expect(
                try await get(port, "/metrics")
                    == "200 # TYPE peryton_scorer_alerts_total counter\nperyton_scorer_alerts_total 3\n")
            #expect(try await get(port, "/other").hasPrefix("404"))
        }
    }

    @Test("A busy health port is said in one line, and the service does not start")
    func busyPort() async throws {
        try await withHealthServer(Health(), PrometheusMetrics(service: "s")) { port in
            let options = try ServiceOptions.parse(["--health-port", "\(port)", "--log-level", "critical"])
            let error = await #expect(throws: HealthServerError.self) {
                try await ServiceRunner.run("second", options: options) { _ in
                    [ClosureService { try await gracefulShutdown() }]
                }
            }
            #expect(
                error?.description
                    == "the health endpoints cannot listen on 127.0.0.1:\(port), as another program does; "
                    + "expected a free port (health-port)")
        }
    }

    @Test("A host that is no address is refused")
    func badHost() async throws {
        let options = try ServiceOptions.parse(["--health-port", "0", "--health-host", "here"])
        let error = await #expect(throws: HealthServerError.self) {
            try await ServiceRunner.run("s", options: options) { _ in [] }
        }
        #expect(
            error?.description
                == "health-host is 'here'; expected a numeric address such as 127.0.0.1 or 0.0.0.0")
    }

    @Test("When a part ends, the others finish in reverse order, and the run is a success")
    func order() async throws {
        let (events, report) = AsyncStream.makeStream(of: String.self)
        let options = try ServiceOptions.parse(["--log-level", "critical"])
        try await ServiceRunner.run("s", options: options) { context in
            #expect(context.health.report().isReady)
            return [
                ClosureService {
                    try await gracefulShutdown()
                    report.yield("connection")
                },
                ClosureService {
                    try await gracefulShutdown()
                    report.yield("worker")
                },
                ClosureService { report.yield("once") },
            ]
        }
        report.finish()
        #expect(await events.reduce(into: []) { $0.append($1) } == ["once", "worker", "connection"])
    }

    @Test("When a part fails, the others finish and the failure is thrown")
    func failure() async throws {
        struct Broken: Error {}
        let hasFinished = Flag()
        let options = try ServiceOptions.parse(["--log-level", "critical"])
        await #expect(throws: Broken.self) {
            try await ServiceRunner.run("s", options: options) { _ in
                [
                    ClosureService {
                        try await gracefulShutdown()
                        hasFinished.set()
                    },
                    ClosureService { throw Broken() },
                ]
            }
        }
        #expect(hasFinished.isSet)
    }

    // MARK: Helpers

    private final class Flag: Sendable {
        private let value = Mutex(false)
        var isSet: Bool { value.withLock { $0 } }
        func set() { value.withLock { $0 = true } }
    }

    /// Serves on a free port while `body` runs, then shuts down gracefully.
    private func withHealthServer(
        _ health: Health, _ metrics: PrometheusMetrics, _ body: (UInt16) async throws -> Void
    ) async throws {
        let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let server = try await HealthServer(
            host: "127.0.0.1", port: 0, health: health, metrics: metrics, logger: silent)
        let group = ServiceGroup(configuration: .init(services: [server], logger: silent))
        async let running: Void = group.run()
        let port = try await server.waitForPort()
        try await body(port)
        await group.triggerGracefulShutdown()
        try await running
    }

    /// Status and body.
    private func get(_ port: UInt16, _ path: String) async throws -> String {
        let url = try #require(URL(string: "http://127.0.0.1:\(port)\(path)"))
        let (body, response) = try await URLSession.shared.data(from: url)
        let status = try #require(response as? HTTPURLResponse).statusCode
        return "\(status) \(String(decoding: body, as: UTF8.self))"
    }
}
