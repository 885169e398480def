import Foundation
import Synchronization

/// Whether a part can do its work at the moment.
public enum Readiness: Sendable, Equatable {
    /// It can.
    case ready
    /// It cannot, for this reason.
    case notReady(String)
}

/// Knows whether the service is ready for work: when all of its parts are.
public final class Health: Sendable {
    private struct State {
        var checks: [String: @Sendable () -> Readiness] = [:]
        var isDraining = false
    }
    private let state = Mutex(State())

    /// A service without parts, which is ready.
    public init() {}

    /// Adds a part, such as `redis`.
    ///
    /// The check is asked often and must answer at once.
    public func register(_ part: String, check: @escaping @Sendable () -> Readiness) {
        state.withLock { $0.checks[part] = check }
    }

    /// Says that the service is shutting down: it is not ready from now on.
    func startDraining() {
        state.withLock { $0.isDraining = true }
    }

    /// Whether all parts are ready, and what each says, as `/readyz` gives it.
    func report() -> (isReady: Bool, json: Data) {
        let (checks, isDraining) = state.withLock { ($0.checks, $0.isDraining) }
        var parts = checks.mapValues { $0() }
        if isDraining { parts["service"] = .notReady("shutting down") }
        let isReady = parts.values.allSatisfy { $0 == .ready }
        let report = Report(
            ready: isReady,
            parts: parts.mapValues { part in
                switch part {
                case .ready: "ready"
                case .notReady(let reason): reason
                }
            })
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (isReady, (try? encoder.encode(report)) ?? Data())
    }

    private struct Report: Encodable {
        var ready: Bool
        var parts: [String: String]
    }
}
