import Dispatch
import Foundation
import Synchronization

/// Connections of the reading role that wait for the next query.
final class PostgresPool: Sendable {
    private let address: String
    private let session: String
    private let idle = Mutex<[PostgresConnection]>([])
    private let free: DispatchSemaphore

    /// Connections at once: PostgreSQL's own default is 100 for all of its clients.
    private static let most = 24
    /// How long a query waits for one, seconds.
    private static let patience = 30.0

    init(address: String, session: String) {
        self.address = address
        self.session = session
        free = DispatchSemaphore(value: Self.most)
    }

    /// Does work with a connection.
    ///
    /// A connection that has waited may have died meanwhile, with a server that is back by now. Until the work has called
    /// `started`, nobody has seen anything of it, and it is done again on another connection.
    func connection<Answer>(
        _ work: (PostgresConnection, _ started: () -> Void) throws -> Answer
    ) throws -> Answer {
        guard free.wait(timeout: .now() + Self.patience) == .success else {
            throw CatalogError(.unavailable, "all \(Self.most) connections to PostgreSQL are busy")
        }
        defer { free.signal() }
        while let waiting = idle.withLock({ $0.popLast() }) {
            guard waiting.isReusable else { continue }
            var hasStarted = false
            do {
                return try use(waiting) { try work($0) { hasStarted = true } }
            } catch let error as CatalogError where error.kind == .unavailable && waiting.isLost && !hasStarted {
                continue
            }
        }
        return try use(PostgresConnection(address, session: session)) { try work($0) {} }
    }

    private func use<Answer>(
        _ connection: PostgresConnection, _ work: (PostgresConnection) throws -> Answer
    ) rethrows -> Answer {
        defer { if connection.isReusable { idle.withLock { $0.append(connection) } } }
        return try work(connection)
    }
}
