import BenchmarkSupport
import Foundation
import Messages
import Sky
import Subscriptions
import Synchronization

/// What `make bench-matching` runs: an index of rules beside a loop over all of them, in turns.
@main
struct MatchingBenchmark {
    static let rounds = 7
    /// Anomalies of a round; the loop gets the first of them.
    static let anomaliesOfRound = 4000
    static let anomaliesOfLoop = 300
    static let peerName = "loop over all subscriptions"

    static func main() throws {
        let arguments = CommandLine.arguments.dropFirst().map { Int($0) ?? 0 }
        let subscriptionCount = arguments.first ?? 10_000
        let rowCount = arguments.dropFirst().first ?? 1_000_000
        let report = Report(bench: "matching", rows: rowCount)
        var workload = Workload(seed: 7)

        let watchlists = WatchlistIndex()
        let rows = try fill(watchlists, rowCount, &workload, report)
        let subscriptions = try (0..<subscriptionCount).map { try workload.subscription($0) }
        let (rules, index) = try build(subscriptions, watchlists, report)
        let anomalies = (0..<anomaliesOfRound).map { workload.anomaly($0, rows: rows) }

        try check(anomalies, index, rules, watchlists, report)
        let peerRate = try compare(anomalies, index, rules, watchlists, report)
        try edit(anomalies, index, watchlists, rows, peerRate: peerRate, report)
        try report.end()
    }

    /// Puts the rows into lists, the first some 70 times as long as the last.
    private static func fill(
        _ watchlists: WatchlistIndex, _ rowCount: Int, _ workload: inout Workload, _ report: Report
    ) throws -> [WatchlistRow] {
        let rows = (0..<rowCount).map { workload.row($0) }
        let lists = (0..<Workload.listCount).map { number in
            watchlists.list(WatchlistName(project: Workload.project, owner: "lists", name: "list-\(number)"))
        }
        let before = residentBytes()
        let seconds = try Measurement.seconds {
            var start = 0
            for (number, list) in lists.enumerated() {
                let share = log(Double(number + 2) / Double(number + 1)) / log(Double(lists.count + 1))
                let end = number + 1 == lists.count ? rowCount : min(rowCount, start + Int(share * Double(rowCount)))
                try watchlists.put(Array(rows[start..<end]), list: list, radiusArcseconds: 2)
                start = end
            }
        }
        let bytes = Double(residentBytes() - before) / Double(max(1, rowCount))
        report.note(
            "\(rowCount) watched rows in \(lists.count) lists: \(whole(Double(rowCount) / seconds)) rows/s put, "
                + "\(watchlists.byteCount / max(1, rowCount)) bytes a row by its own count, \(whole(bytes)) by the system's"
        )
        return rows
    }

    private static func build(
        _ subscriptions: [Subscription], _ watchlists: WatchlistIndex, _ report: Report
    ) throws -> ([MatchRule], MatchIndex) {
        var compiler = MatchCompiler()
        var rules: [MatchRule] = []
        let compiling = try Measurement.seconds {
            rules = try subscriptions.map {
                try compiler.rule(for: $0, watchlists: watchlists)
            }
        }
        var index = compiler.index(of: rules, watchlists: watchlists)
        var times: [Double] = []
        for _ in 0..<rounds {
            times.append(try Measurement.seconds { index = compiler.index(of: rules, watchlists: watchlists) })
        }
        report.note(
            "\(rules.count) subscriptions: compiled in \(milliseconds(compiling)) ms, indexed in "
                + "\(milliseconds(Measurement.quantile(0.5, times))) ms")
        return (rules, index)
    }

    /// The loop that the index is measured beside: one subscription after another, by the same compiled rules, the same index
    /// of rows, and with what conditions ask about worked out once an anomaly.
    private static func loop(
        _ anomaly: Anomaly, _ index: MatchIndex, _ rules: [MatchRule], _ watchlists: WatchlistIndex
    ) -> [Match] {
        guard let subject = index.subject(anomaly) else { return [] }
        return rules.compactMap { $0.match(subject, watchlists: watchlists) }
    }

    /// The same with the watch-lists looked up once an anomaly, as a more careful loop would.
    private static func carefulLoop(
        _ anomaly: Anomaly, _ index: MatchIndex, _ rules: [MatchRule], _ watchlists: WatchlistIndex
    ) -> [Match] {
        guard let subject = index.subject(anomaly) else { return [] }
        let finds = watchlists.finds(at: subject.place.direction)
        return rules.compactMap { $0.match(subject, finds: finds) }
    }

    private static func check(
        _ anomalies: [Anomaly], _ index: MatchIndex, _ rules: [MatchRule], _ watchlists: WatchlistIndex,
        _ report: Report
    ) throws {
        for anomaly in anomalies.prefix(anomaliesOfLoop) {
            let ours = index.matches(anomaly).map(\.subscription.name)
            let theirs = loop(anomaly, index, rules, watchlists).map(\.subscription.name)
            guard ours == theirs else { throw BenchmarkFailure("the index finds \(ours), the loop \(theirs)") }
        }
        let counts = anomalies.map { Double(index.matches($0).count) }
        var found = 0
        let lookups = coreSeconds {
            for anomaly in anomalies {
                guard
                    let position = SkyPosition(
                        rightAscension: anomaly.alert.raDegrees, declination: anomaly.alert.decDegrees)
                else { continue }
                found += watchlists.finds(at: UnitVector(position)).count
            }
        }
        report.note(
            "a lookup of watched rows takes \(String(format: "%.2f", lookups / Double(anomalies.count) * 1e6)) µs, \(found) rows found"
        )
        let near = anomalies.count { anomaly in
            index.subject(anomaly).map { !watchlists.finds(at: $0.place.direction).isEmpty } ?? false
        }
        report.note(
            "matches of an anomaly: \(String(format: "%.1f", counts.reduce(0, +) / Double(counts.count))) on average, "
                + "\(whole(Measurement.quantile(0.99, counts))) at the 99th percentile; \(near * 100 / anomalies.count) % are near a watched row"
        )
    }

    /// Both in turns, by the time that this thread had on a core; what others on the machine take is told apart.
    private static func compare(
        _ anomalies: [Anomaly], _ index: MatchIndex, _ rules: [MatchRule], _ watchlists: WatchlistIndex,
        _ report: Report
    ) throws -> Double {
        var rounds = Measurement()
        var ours: [Double] = []
        var theirs: [Double] = []
        var walls: [Double] = []
        var careful: [Double] = []
        for _ in 0..<Self.rounds {
            var (one, other) = ([Double](), [Double]())
            var unused = Measurement()
            try unused.turn {
                for anomaly in anomalies {
                    walls.append(try Measurement.seconds { one.append(coreSeconds { _ = index.matches(anomaly) }) })
                }
            } peer: {
                other = anomalies.prefix(anomaliesOfLoop).map { anomaly in
                    coreSeconds { _ = loop(anomaly, index, rules, watchlists) }
                }
            }
            rounds.add(
                ours: one.reduce(0, +) / Double(one.count), peer: other.reduce(0, +) / Double(other.count))
            careful.append(
                coreSeconds {
                    for anomaly in anomalies.prefix(anomaliesOfLoop) {
                        _ = carefulLoop(anomaly, index, rules, watchlists)
                    }
                } / Double(anomaliesOfLoop))
            ours += one
            theirs += other
        }
        let name = "\(rules.count) subscriptions, \(watchlists.rowCount) watch-list positions"
        report.tell(
            "\(name), one core", ourRate: 1 / Measurement.quantile(0.5, rounds.ours),
            peerRate: 1 / Measurement.quantile(0.5, rounds.peer), unit: "anomalies/s", peerName: peerName)
        report.tell(
            "the same beside a loop that looks up once",
            ourRate: 1 / Measurement.quantile(0.5, rounds.ours), peerRate: 1 / Measurement.quantile(0.5, careful),
            unit: "anomalies/s", peerName: "\(peerName), watch-lists looked up once an anomaly")
        for (share, word) in [(0.5, "p50"), (0.99, "p99")] {
            var one = Measurement()
            one.add(ours: Measurement.quantile(share, ours), peer: Measurement.quantile(share, theirs))
            report.tell("\(word) per anomaly", one, peerName: peerName)
        }
        report.note(
            "by the clock, with what else the machine did: p50 \(milliseconds(Measurement.quantile(0.5, walls))) ms, "
                + "p99 \(milliseconds(Measurement.quantile(0.99, walls))) ms")
        return 1 / Measurement.quantile(0.5, rounds.peer)
    }

    /// Time that this thread has on a core while some work is done.
    private static func coreSeconds(_ work: () -> Void) -> Double {
        func now() -> Double {
            var time = timespec()
            clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
            return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
        }
        let start = now()
        work()
        return now() - start
    }

    /// Matches while another thread puts and removes rows, 150 every 5 ms.
    private static func edit(
        _ anomalies: [Anomaly], _ index: MatchIndex, _ watchlists: WatchlistIndex, _ rows: [WatchlistRow],
        peerRate: Double, _ report: Report
    ) throws {
        guard !rows.isEmpty else { return }
        let list = watchlists.list(WatchlistName(project: Workload.project, owner: "lists", name: "list-0"))
        let state = Mutex((isOver: false, edits: 0))
        let done = DispatchSemaphore(value: 0)
        let thread = Thread {
            var start = 0
            while !state.withLock({ $0.isOver }) {
                let piece = Array(rows[start..<min(start + 100, rows.count)])
                try? watchlists.put(piece, list: list, radiusArcseconds: 2)
                watchlists.remove(piece.prefix(50).map(\.id), list: list)
                state.withLock { $0.edits += piece.count + 50 }
                start = (start + 100) % max(1, rows.count - 100)
                Thread.sleep(forTimeInterval: 0.005)
            }
            done.signal()
        }
        thread.start()
        var times: [Double] = []
        var walls: [Double] = []
        let seconds = try Measurement.seconds {
            for _ in 0..<rounds {
                for anomaly in anomalies {
                    walls.append(try Measurement.seconds { times.append(coreSeconds { _ = index.matches(anomaly) }) })
                }
            }
        }
        let edits = state.withLock { state in
            state.isOver = true
            return state.edits
        }
        done.wait()
        report.tell(
            "while rows are edited, one core", ourRate: Double(times.count) / times.reduce(0, +), peerRate: peerRate,
            unit: "anomalies/s", peerName: "\(peerName), without edits")
        report.note(
            "\(whole(Double(edits) / seconds)) edits of rows/s meanwhile; by the clock p99 "
                + "\(milliseconds(Measurement.quantile(0.99, walls))) ms, longest "
                + "\(milliseconds(Measurement.quantile(1, walls))) ms")
    }

    /// Memory that the process has, bytes.
    private static func residentBytes() -> Int {
        let text = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
        return (text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) * sysconf(Int32(_SC_PAGESIZE))
    }

    private static func whole(_ number: Double) -> String { String(format: "%.0f", number) }

    private static func milliseconds(_ seconds: Double) -> String { String(format: "%.3g", seconds * 1e3) }
}
