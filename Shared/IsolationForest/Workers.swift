import Dispatch
import Synchronization

/// Work shared among threads.
enum Workers {
    /// Called between pieces of work: true stops it.
    typealias CancellationCheck = @Sendable () -> Bool
    /// Told the share that is done, from 0 to 1, never less than before.
    typealias ProgressReport = @Sendable (Double) -> Void

    /// The results of `body` for 0 ..< `count`, in order, computed on `threads` threads; blocks the caller.
    ///
    /// - Throws: `CancellationError` once `isCancelled` says so.
    static func map<Result: Sendable>(
        count: Int, threads: Int, isCancelled: CancellationCheck = { false }, progress: ProgressReport = { _ in },
        _ body: @Sendable (Int) -> Result
    ) throws(CancellationError) -> [Result] {
        let shared = Mutex(WorkState<Result>(results: Array(repeating: nil, count: count)))
        DispatchQueue.concurrentPerform(iterations: max(1, min(threads, count))) { _ in
            while true {
                let stop = isCancelled()
                let claimed: Int? = shared.withLock { state in
                    state.cancelled = state.cancelled || stop
                    guard !state.cancelled, state.next < count else { return nil }
                    defer { state.next += 1 }
                    return state.next
                }
                guard let index = claimed else { return }
                let result = body(index)
                // The report is made under the lock so that its reader never sees progress run backwards.
                shared.withLock { state in
                    state.results[index] = result
                    state.done += 1
                    progress(Double(state.done) / Double(count))
                }
            }
        }
        let state = shared.withLock { $0 }
        if state.cancelled { throw CancellationError() }
        return state.results.compactMap { $0 }
    }
}

private struct WorkState<Result: Sendable> {
    var next = 0
    var done = 0
    var cancelled = false
    var results: [Result?]
}
