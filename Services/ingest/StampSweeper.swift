import Logging
import Metrics
import Stamps
import Threads

/// Removes stamps whose time is over, once an hour.
///
/// Each copy of ingest does so, as each may have a folder of its own; in a shared one they do not disturb each other.
struct StampSweeper {
    let store: StampStore
    let log: Logger

    private static let pause = Duration.seconds(3_600)

    /// Sweeps again and again, until the task is cancelled.
    func run() async throws {
        while true {
            let sweep = await BlockingThreads.run { store.sweep() }
            Gauge(label: "stamps_kept").record(sweep.kept)
            Gauge(label: "stamps_kept_bytes").record(sweep.keptBytes)
            if let failure = sweep.failure {
                log.warning("stamps not swept", metadata: ["reason": "\(failure)"])
            } else if sweep.removed > 0 {
                log.info("stamps swept", metadata: ["removed": "\(sweep.removed)", "kept": "\(sweep.kept)"])
            }
            try await Task.sleep(for: Self.pause)
        }
    }
}
