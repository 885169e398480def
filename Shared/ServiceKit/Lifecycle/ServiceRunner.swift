import CoreMetrics
import Foundation
public import Logging
public import ServiceLifecycle
import Synchronization
import UnixSignals

/// What a service is built from.
public struct ServiceContext: Sendable {
    /// Logs as the service.
    public let logger: Logger
    /// Where parts register whether they are ready.
    public let health: Health
}

/// Runs a service: logging, metrics, health endpoints, and its parts until SIGTERM or SIGINT.
public enum ServiceRunner {
    /// Builds the parts of a service and runs them.
    ///
    /// On SIGTERM or SIGINT, and when a part ends by itself, the parts are asked to finish one after another,
    /// the last first. So list what others depend on before them. Parts that take longer than 30 s are
    /// cancelled.
    ///
    /// - Parameters:
    ///   - name: the service's name in logs and metrics, such as `scorer`.
    ///   - build: makes the parts, in the order of dependency.
    /// - Throws: what `build` or a part throws.
    public static func run(
        _ name: String, options: ServiceOptions,
        build: (ServiceContext) async throws -> [any Service]
    ) async throws {
        Logs.setUp(service: name, options: options.log)
        // A peer that goes away shall be an error of one write, not the end of the service.
        signal(SIGPIPE, SIG_IGN)
        let metrics = setUpMetrics(service: name)
        let logger = Logger(label: name)
        let health = Health()

        var services: [any Service] = []
        if let port = options.healthPort {
            // First in the list and thus last to go: it tells how the others end.
            services.append(
                try await HealthServer(
                    host: options.healthHost, port: port, health: health, metrics: metrics, logger: logger))
        }
        services += try await build(ServiceContext(logger: logger, health: health))
        services.append(DrainNotice(health: health))

        var configuration = ServiceGroupConfiguration(
            services: services.map {
                .init(
                    service: $0, successTerminationBehavior: .gracefullyShutdownGroup,
                    failureTerminationBehavior: .gracefullyShutdownGroup)
            },
            gracefulShutdownSignals: [.sigterm, .sigint], logger: quiet(logger))
        configuration.maximumGracefulShutdownDuration = .seconds(30)
        logger.info("service starts")
        try await ServiceGroup(configuration: configuration).run()
        logger.info("service has ended")
    }

    /// Last in the list and thus first to hear of a shutdown: work should go elsewhere from now on.
    private struct DrainNotice: Service {
        let health: Health

        func run() async throws {
            try await gracefulShutdown()
            health.startDraining()
        }
    }

    /// The group's own account of its parts is for those who look for it.
    private static func quiet(_ logger: Logger) -> Logger {
        var logger = logger
        if logger.logLevel > .debug { logger.logLevel = .error }
        return logger
    }

    private static let metrics = Mutex<PrometheusMetrics?>(nil)

    /// The metrics of the program; only the first call counts, as swift-metrics allows one.
    private static func setUpMetrics(service: String) -> PrometheusMetrics {
        metrics.withLock { metrics in
            if let metrics { return metrics }
            let made = PrometheusMetrics(service: service)
            MetricsSystem.bootstrap(made)
            metrics = made
            return made
        }
    }
}
