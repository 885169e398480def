import Bus
public import ServiceKit
public import ServiceLifecycle
import State

/// Version of everything in this package.
public enum MeshVersion {
    /// Semantic version.
    public static let current = "0.1.0"
}

/// Runs one service of the mesh: connects, announces it, runs its parts until it is asked to stop, and closes.
public enum MeshService {
    /// Runs a service.
    ///
    /// - Parameters:
    ///   - name: its name on the bus, for example "scorer".
    ///   - about: one line about what it does, for those who discover it.
    ///   - build: makes its parts.
    public static func run(
        _ name: String, about: String, options: ServiceOptions,
        build: @escaping (MeshConnection) throws -> [any Service]
    ) async throws {
        try await ServiceRunner.run(name, options: options) { context in
            let mesh = try await MeshConnection.connect(
                service: name, natsURL: options.connections.nats, redisURL: options.connections.redis,
                log: context.logger)
            context.health.register("nats") { mesh.bus.isConnected ? .ready : .notReady("no connection") }
            context.health.register("redis") { mesh.redis.isConnected ? .ready : .notReady("no connection") }
            return [ConnectionPart(mesh: mesh), AnnouncementPart(mesh: mesh, name: name, about: about)]
                + (try build(mesh))
        }
    }

    /// First in the list and so last to stop: closes the connections when everybody else is done.
    private struct ConnectionPart: Service {
        let mesh: MeshConnection

        func run() async throws {
            try? await gracefulShutdown()
            await mesh.close()
        }
    }

    private struct AnnouncementPart: Service {
        let mesh: MeshConnection
        let name: String
        let about: String

        func run() async throws {
            try await cancelWhenGracefulShutdown {
                try await ServiceAnnouncement(name: name, version: MeshVersion.current, about: about).run(on: mesh.bus)
            }
        }
    }
}
