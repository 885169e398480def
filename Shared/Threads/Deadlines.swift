import Dispatch
import Synchronization

/// What has to happen unless it is called off before its time.
///
/// One timer for all, set only when something is due before everything else: of the thousands of requests that wait
/// their five seconds hardly one sets it, where a timer for each would wake a thread for each.
///
/// `@unchecked Sendable`: a dispatch source may be used from every thread; our own state is behind the mutex.
package final class Deadlines: @unchecked Sendable {
    /// Calls something off.
    package struct Token: Hashable, Sendable { fileprivate let number: UInt64 }

    private struct State {
        var entries: [Token: (due: DispatchTime, work: @Sendable () -> Void)] = [:]
        var counter: UInt64 = 0
        /// When the timer fires.
        var next = DispatchTime.distantFuture
    }

    private let state = Mutex(State())
    private let timer: DispatchSourceTimer

    /// What is due is done on the queue.
    package init(on queue: DispatchQueue) {
        timer = DispatchSource.makeTimerSource(queue: queue)
        timer.setEventHandler { [weak self] in self?.fire() }
        timer.activate()
    }

    deinit { timer.cancel() }

    /// Does the work after a time, unless it is called off.
    package func add(afterSeconds seconds: Double, _ work: @escaping @Sendable () -> Void) -> Token {
        let due = DispatchTime.now() + seconds
        return state.withLock { state in
            state.counter += 1
            let token = Token(number: state.counter)
            state.entries[token] = (due, work)
            if due < state.next { set(&state, to: due) }
            return token
        }
    }

    /// Calls off what was to be done.
    package func callOff(_ token: Token) {
        // The timer stays set: it then finds nothing to do, which is cheaper than to set it anew each time.
        state.withLock { _ = $0.entries.removeValue(forKey: token) }
    }

    private func fire() {
        let now = DispatchTime.now()
        let due = state.withLock { state in
            let due = state.entries.filter { $0.value.due <= now }
            for token in due.keys { state.entries[token] = nil }
            set(&state, to: state.entries.values.map(\.due).min() ?? .distantFuture)
            return due.values.sorted { $0.due < $1.due }.map(\.work)
        }
        for work in due { work() }
    }

    private func set(_ state: inout State, to time: DispatchTime) {
        state.next = time
        timer.schedule(deadline: time)
    }
}
