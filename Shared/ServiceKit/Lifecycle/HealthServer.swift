import FlyingFox
import FlyingSocks
import Foundation
import Logging
import ServiceLifecycle

/// Serves `/livez`, `/readyz` and `/metrics` over HTTP.
struct HealthServer: Service {
    private let server: HTTPServer
    private let host: String
    private let port: UInt16
    private let logger: Logger

    /// - Parameters:
    ///   - host: numeric address to listen on.
    ///   - port: port to listen on; 0 takes a free one.
    init(
        host: String, port: UInt16, health: Health, metrics: PrometheusMetrics, logger: Logger
    ) async throws(HealthServerError) {
        self.host = host
        self.port = port
        self.logger = logger
        // FlyingFox says everything itself that we say through errors and the log.
        if let address = try? sockaddr_in.inet(ip4: host, port: port) {
            // Said now, before the service connects to anything; who takes the port later is found by `run`.
            guard port == 0 || Port.isFree(port, on: host) else { throw .portBusy(host: host, port: port) }
            server = HTTPServer(config: .init(address: address, logger: .disabled))
        } else if let address = try? sockaddr_in6.inet6(ip6: host, port: port) {
            server = HTTPServer(config: .init(address: address, logger: .disabled))
        } else {
            throw .badHost(host)
        }
        await server.appendRoute("GET /livez") { _ in HTTPResponse(statusCode: .ok, body: Data("alive\n".utf8)) }
        await server.appendRoute("GET /readyz") { _ in
            let (isReady, json) = health.report()
            return HTTPResponse(
                statusCode: isReady ? .ok : .serviceUnavailable, headers: [.contentType: "application/json"], body: json
            )
        }
        await server.appendRoute("GET /metrics") { _ in
            HTTPResponse(
                statusCode: .ok, headers: [.contentType: PrometheusText.contentType], body: Data(metrics.text.utf8))
        }
    }

    /// Serves until graceful shutdown.
    func run() async throws {
        let server = server
        try await withGracefulShutdownHandler {
            try await withThrowingTaskGroup { group in
                group.addTask { try await serve() }
                group.addTask {
                    if let port = try? await waitForPort() {
                        logger.info("health endpoints listen", metadata: ["address": "\(host):\(port)"])
                    }
                }
                // Not waitForAll, which would let the second wait for a port that is never opened.
                while try await group.next() != nil {}
            }
        } onGracefulShutdown: {
            Task { await server.stop() }
        }
    }

    /// Waits until it listens and gives the port.
    func waitForPort() async throws -> UInt16 {
        try await server.waitUntilListening()
        switch await server.listeningAddress {
        case .ip4(_, let port), .ip6(_, let port): return port
        case .unix, nil: return port
        }
    }

    private func serve() async throws {
        do {
            try await server.run()
        } catch  where Task.isShuttingDownGracefully {
            // Connections that were cut by `stop` come as errors.
        } catch SocketError.failed(_, let code, let message) {
            if code == EADDRINUSE { throw HealthServerError.portBusy(host: host, port: port) }
            throw HealthServerError.cannotListen(host: host, port: port, cause: message)
        }
    }
}

/// Why the health endpoints cannot be served.
enum HealthServerError: Error, Equatable, CustomStringConvertible {
    case badHost(String)
    case portBusy(host: String, port: UInt16)
    case cannotListen(host: String, port: UInt16, cause: String)

    var description: String {
        switch self {
        case .badHost(let host):
            "health-host is '\(host)'; expected a numeric address such as 127.0.0.1 or 0.0.0.0"
        case .portBusy(let host, let port):
            "the health endpoints cannot listen on \(host):\(port), as another program does; "
                + "expected a free port (health-port)"
        case .cannotListen(let host, let port, let cause):
            "the health endpoints cannot listen on \(host):\(port): \(cause)"
        }
    }
}
