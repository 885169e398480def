import ArgumentParser
import UnixSignals

/// Ctrl-C ends what runs, rather than the program with the query still running elsewhere.
enum Interruption {
    /// The exit status of a program that Ctrl-C ended.
    static let status = ExitCode(130)

    /// Runs work that Ctrl-C cancels; then the program ends with status 130.
    static func ends<Value: Sendable>(_ work: @escaping @Sendable () async throws -> Value) async throws -> Value {
        let signals = await UnixSignalsSequence(trapping: .sigint)
        let task = Task { try await work() }
        let watcher = Task {
            for await _ in signals { task.cancel() }
        }
        defer { watcher.cancel() }
        do {
            return try await task.value
        } catch is CancellationError where task.isCancelled {
            remark("interrupted")
            throw status
        }
    }
}
