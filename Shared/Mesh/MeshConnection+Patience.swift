import Logging
import ServiceLifecycle

extension MeshConnection {
    /// Does something until it works: waits out failures that pass.
    ///
    /// Errors that will not pass, and the end of the task, are thrown.
    public func patiently<Value>(_ what: String, _ operation: () async throws -> Value) async throws -> Value {
        var attempts = 0
        while true {
            do {
                return try await operation()
            } catch {
                guard PassingFailure.isPassing(error), !Task.isCancelled else {
                    throw error
                }
                if attempts == 0 { log.warning("waiting", metadata: ["for": "\(what)", "reason": "\(error)"]) }
                attempts += 1
                try await Task.sleep(for: .milliseconds(min(2_000, 100 << min(attempts, 5))))
            }
        }
    }

    /// Keeps a part of a service going until it ends by itself, as it does at shutdown.
    ///
    /// A part that fails is told of and started again, after 1 s and up to 10 s, and never takes the others with it.
    public func keepGoing(_ part: String, _ work: () async throws -> Void) async {
        var failures = 0
        while !Task.isCancelled {
            do {
                return try await work()
            } catch is CancellationError {
                return
            } catch {
                log.error("failed and is started again", metadata: ["part": "\(part)", "reason": "\(error)"])
                failures += 1
                let pause = Duration.seconds(min(10, failures))
                try? await cancelWhenGracefulShutdown { try await Task.sleep(for: pause) }
                if Task.isShuttingDownGracefully { return }
            }
        }
    }
}
