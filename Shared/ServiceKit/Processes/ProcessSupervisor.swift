import ServiceLifecycle
import Synchronization

/// Keeps a program running: starts it, starts it again when it ends, and stops it at shutdown.
///
/// After each end it waits a little longer, 0.2 s doubled up to 10 s; a program that ran for half a minute
/// starts afresh at 0.2 s.
public struct ProcessSupervisor: Service {
    /// What happened to the program.
    public enum Event: Sendable, Equatable {
        /// It runs.
        case started(processID: Int32)
        /// It ended by itself and is started again after the delay.
        case ended(ProcessExit, restartIn: Duration)
        /// Starting it again failed, for the reason given; the next try comes after the delay.
        case failedToStart(String, retryIn: Duration)
        /// It was stopped at shutdown.
        case stopped
    }

    private let start: @Sendable () async throws -> ChildProcess
    private let onEvent: @Sendable (Event) -> Void

    /// Supervises what `start` starts.
    init(
        start: @escaping @Sendable () async throws -> ChildProcess, onEvent: @escaping @Sendable (Event) -> Void
    ) {
        self.start = start
        self.onEvent = onEvent
    }

    /// Starts and supervises a program.
    public init(_ command: ChildCommand, onEvent: @escaping @Sendable (Event) -> Void) {
        self.init(start: { try await ChildProcess.start(command) }, onEvent: onEvent)
    }

    /// Supervises a server that runs; each restart waits until it answers.
    public init(_ server: LocalServer, onEvent: @escaping @Sendable (Event) -> Void) {
        self.init(
            start: {
                if !server.process.isRunning { try await server.restart() }
                return server.process
            }, onEvent: onEvent)
    }

    /// Runs until graceful shutdown or cancellation.
    ///
    /// - Throws: what `start` throws the first time, as waiting does not mend a missing program or a busy port.
    public func run() async throws {
        let current = Mutex<ChildProcess?>(nil)
        do {
            try await cancelWhenGracefulShutdown {
                var failures = 0
                while true {
                    let begun = ContinuousClock.now
                    do {
                        let child = try await start()
                        current.withLock { $0 = child }
                        onEvent(.started(processID: child.processID))
                        let exit = try await child.waitForExit()
                        if begun.duration(to: .now) > .seconds(30) { failures = 0 }
                        onEvent(.ended(exit, restartIn: Self.delay(afterFailures: failures)))
                    } catch let error where !(error is CancellationError) && current.withLock({ $0 != nil }) {
                        onEvent(.failedToStart("\(error)", retryIn: Self.delay(afterFailures: failures)))
                    }
                    try await Task.sleep(for: Self.delay(afterFailures: failures))
                    failures += 1
                }
            }
        } catch is CancellationError {
            if let child = current.withLock({ $0 }) { await child.stop(patience: Self.patience) }
            onEvent(.stopped)
        }
    }

    /// A service may take 30 s to finish what it has in hand (see `ServiceRunner`).
    private static let patience = Duration.seconds(35)

    /// 200, 400, 800 ms and so on, at most 10 s.
    static func delay(afterFailures count: Int) -> Duration {
        .milliseconds(min(200 << min(count, 6), 10_000))
    }
}

extension ProcessSupervisor.Event: CustomStringConvertible {
    /// What happened, for people.
    public var description: String {
        switch self {
        case .started(let processID): "started as process \(processID)"
        case .ended(let exit, let delay): "ended with \(exit), starts again in \(delay / .seconds(1)) s"
        case .failedToStart(let reason, let delay): "\(reason); the next try is in \(delay / .seconds(1)) s"
        case .stopped: "stopped"
        }
    }
}
