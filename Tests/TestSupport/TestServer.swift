public import ServiceKit

/// Starts a real redis-server for one test, and in any case ends it and removes its folder.
///
/// The server can be stopped, killed, frozen and started again meanwhile.
public func withRedisServer(_ body: (LocalServer) async throws -> Void) async throws {
    try await withServer(RedisServerKind(), body)
}

/// Starts a real nats-server with JetStream for one test, and in any case ends it and removes its folder.
///
/// The server can be stopped, killed, frozen and started again meanwhile.
public func withNatsServer(_ body: (LocalServer) async throws -> Void) async throws {
    try await withServer(NatsServerKind(), body)
}

private func withServer(
    _ kind: any LocalServerKind, _ body: (LocalServer) async throws -> Void
) async throws {
    try await withTemporaryFolder { folder in
        let server = try await LocalServer.start(kind, folder: folder)
        do {
            try await body(server)
        } catch {
            await server.kill()
            throw error
        }
        await server.kill()
    }
}
