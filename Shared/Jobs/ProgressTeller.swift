import Synchronization

/// Tells from a blocking thread how far a job is, twice a second at most.
public final class ProgressTeller: Sendable {
    private struct State {
        var rows: UInt64 = 0
        var doing = ""
        var told = ContinuousClock.now
    }

    private let context: JobContext
    private let start = ContinuousClock.now
    private let state = Mutex(State())

    private static let pause = Duration.milliseconds(500)

    /// Tells of a job.
    public init(_ context: JobContext) {
        self.context = context
    }

    /// So many rows more.
    public func add(rows: Int) { change { $0.rows += UInt64(rows) } }

    /// So many rows in all, doing something.
    public func reach(rows: Int64, _ doing: String = "") {
        change {
            $0.rows = UInt64(clamping: rows)
            $0.doing = doing
        }
    }

    private func change(_ edit: (inout State) -> Void) {
        let news = state.withLock { state -> State? in
            edit(&state)
            guard ContinuousClock.now - state.told >= Self.pause else { return nil }
            state.told = .now
            return state
        }
        if let news { Task { await tell(news) } }
    }

    /// Tells the last state.
    public func end() async { await tell(state.withLock { $0 }) }

    private func tell(_ state: State) async {
        let seconds = max(1e-3, (ContinuousClock.now - start) / .seconds(1))
        let rate = "\(state.rows) rows, \(UInt64(Double(state.rows) / seconds)) rows/s"
        // Nobody knows how many rows there will be: the share says only that it has begun.
        await context.progress(0, state.doing.isEmpty ? rate : "\(state.doing): \(rate)", rows: state.rows)
    }
}
