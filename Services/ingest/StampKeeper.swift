import Alerts
import Dispatch
import Logging
import Messages
import Metrics
import Stamps
import Synchronization
import Threads

/// Puts the stamps of packets into the stamp store, while their alerts wait for it, but never for long.
///
/// A few threads of its own do the work, so that a store that is slow, or hangs, holds up nobody else: an alert waits a
/// second for its stamps and then goes without them; while all threads hang, alerts do not wait at all.
final class StampKeeper: Sendable {
    /// Keeps one stamp of a project for so many days.
    typealias Put = @Sendable (ArraySlice<UInt8>, _ project: String, _ days: UInt32) throws -> StampHash

    /// The stamps of one packet, on their way.
    private final class Work: Sendable {
        let content: PacketContent
        let packet: [UInt8]
        let days: UInt32
        private let waiting: Mutex<CheckedContinuation<[String]?, Never>?>

        init(
            _ content: PacketContent, _ packet: [UInt8], _ days: UInt32,
            _ continuation: CheckedContinuation<[String]?, Never>
        ) {
            (self.content, self.packet, self.days) = (content, packet, days)
            waiting = Mutex(continuation)
        }

        /// Tells the alert what came of its stamps, unless it has gone without them.
        func finish(_ hashes: [String]?) {
            let continuation = waiting.withLock { waiting in
                defer { waiting = nil }
                return waiting
            }
            continuation?.resume(returning: hashes)
        }

        /// Whether its alert has gone without it.
        var isLate: Bool { waiting.withLock { $0 == nil } }
    }

    private struct State {
        var queue: [Work] = []
        /// What the threads work on.
        var running: [ObjectIdentifier: Work] = [:]
        var threads = 0
        /// When a failure was logged last, and how many came since.
        var loggedAt: ContinuousClock.Instant?
        var unlogged = 0
    }

    private let put: Put
    private let log: Logger
    private let mostThreads: Int
    private let patienceSeconds: Double
    private let state = Mutex(State())
    private let deadlines = Deadlines(on: DispatchQueue(label: "peryton.stamps"))
    private let kept = Counter(label: "stamps_kept_total")
    private let failed = Counter(label: "stamps_failed_total")

    /// A keeper that puts stamps by a call, which may block.
    init(log: Logger, threads: Int = 8, patienceSeconds: Double = 1, put: @escaping Put) {
        self.put = put
        self.log = log
        mostThreads = threads
        self.patienceSeconds = patienceSeconds
    }

    /// A keeper for a store.
    convenience init(_ store: StampStore, log: Logger) {
        self.init(log: log) { bytes, project, days in
            try bytes.withUnsafeBytes { try store.put($0, project: project, keepDays: Double(days)) }
        }
    }

    /// Keeps the stamps of a packet and puts their hashes into its alert; what could not be kept gets none.
    func keep(_ content: inout PacketContent, of packet: [UInt8], days: UInt32) async {
        guard !content.stampPlaces.isEmpty else { return }
        var deadline: Deadlines.Token?
        let hashes = await withCheckedContinuation { continuation in
            let work = Work(content, packet, days, continuation)
            deadline = deadlines.add(afterSeconds: patienceSeconds) { [self] in giveUp(work) }
            start(work)
        }
        if let deadline { deadlines.callOff(deadline) }
        guard let hashes else {
            failed.increment(by: content.stampPlaces.count)
            return tellFailure("the store does not answer", count: content.stampPlaces.count)
        }
        for (index, hash) in hashes.enumerated() { content.alert.stamps[index].contentHash = hash }
    }

    private func start(_ work: Work) {
        let (isHung, needsThread) = state.withLock { state in
            if state.running.count == mostThreads, state.running.values.allSatisfy(\.isLate) { return (true, false) }
            state.queue.append(work)
            guard state.threads < mostThreads else { return (false, false) }
            state.threads += 1
            return (false, true)
        }
        if isHung { work.finish(nil) }
        guard needsThread else { return }
        // Of no task group: one that hangs must not keep the service from stopping.
        Task.detached(executorPreference: BlockingThreads.shared) { [self] in
            while let work = next() {
                work.finish(store(work))
                state.withLock { $0.running[ObjectIdentifier(work)] = nil }
            }
        }
    }

    /// Lets an alert go without its stamps; what the threads have in hand they finish.
    private func giveUp(_ work: Work) {
        work.finish(nil)
        state.withLock { state in state.queue.removeAll { $0 === work } }
    }

    private func next() -> Work? {
        state.withLock { state in
            guard !state.queue.isEmpty else {
                state.threads -= 1
                return nil
            }
            let work = state.queue.removeFirst()
            state.running[ObjectIdentifier(work)] = work
            return work
        }
    }

    /// Puts the stamps of one packet, one after the other.
    private func store(_ work: Work) -> [String] {
        work.content.stampPlaces.map { place in
            do {
                let hash = try put(work.packet[place], work.content.alert.project, work.days)
                kept.increment()
                return hash.hex
            } catch {
                failed.increment()
                tellFailure("\(error)", count: 1)
                return ""
            }
        }
    }

    /// Logs a failure; where each alert fails, one line in ten seconds.
    private func tellFailure(_ reason: String, count: Int) {
        let lost: Int? = state.withLock { state in
            state.unlogged += count
            if let last = state.loggedAt, last.duration(to: .now) < .seconds(10) { return nil }
            defer { (state.loggedAt, state.unlogged) = (.now, 0) }
            return state.unlogged
        }
        guard let lost else { return }
        log.warning("stamps not kept", metadata: ["stamps": "\(lost)", "reason": "\(reason)"])
    }
}
