import Foundation
import Synchronization

extension SimulatedSurvey {
    /// Makes sure that a folder holds this survey's night: one packet file an alert, and `truth.json`.
    ///
    /// The night is written into `<folder>.unfinished` and moved into place as a whole, so a folder never holds half a
    /// night. A complete night of the same seed, size and version is left as it is; another simulated night is
    /// replaced; anything else is refused. Blocks the caller while two threads work, about half a minute for 12,000
    /// alerts.
    ///
    /// - Parameters:
    ///   - folder: where the night shall be.
    ///   - progress: told the share that is written, from 0 to 1, on any thread, one call at a time.
    ///   - isCancelled: asked before each packet, on any thread; true ends the writing with `CancellationError`.
    /// - Returns: what the alerts really are.
    /// - Throws: `SimulationError`, `CancellationError`, or what the file system says.
    @discardableResult
    public func writeNight(
        toFolder folder: String, progress: @Sendable (Double) -> Void = { _ in },
        isCancelled: @Sendable () -> Bool = { false }
    ) throws -> NightTruth {
        let files = FileManager.default
        let folder = URL(fileURLWithPath: folder).standardizedFileURL.path
        let present = (try? files.contentsOfDirectory(atPath: folder)) ?? []
        if let truth = NightTruth.read(fromFolder: folder), truth.seed == seed, truth.alertCount == size.alerts,
            present.count == truth.alertCount + 1
        {
            progress(1)
            return truth
        }
        if let stranger = present.first(where: { $0 != NightTruth.fileName && !$0.hasSuffix(".avro") }) {
            throw SimulationError.folderInUse(folder, file: stranger)
        }
        guard present.isEmpty || present.contains(NightTruth.fileName) else {
            throw SimulationError.folderInUse(folder, file: present[0])
        }
        let unfinished = folder + ".unfinished"
        try? files.removeItem(atPath: unfinished)
        try files.createDirectory(atPath: unfinished, withIntermediateDirectories: true)
        let night = night()
        do {
            try night.writePackets(toFolder: unfinished, isCancelled: isCancelled, progress: progress)
            let truth = NightTruth(of: night)
            try truth.write(toFolder: unfinished)
            if files.fileExists(atPath: folder) { try files.removeItem(atPath: folder) }
            try files.moveItem(atPath: unfinished, toPath: folder)
            return truth
        } catch {
            try? files.removeItem(atPath: unfinished)
            throw error
        }
    }
}

/// Why a night was not written.
public enum SimulationError: Error, Equatable, CustomStringConvertible {
    /// The folder holds a file that does not belong to a simulated night.
    case folderInUse(String, file: String)

    /// One line for people.
    public var description: String {
        switch self {
        case .folderInUse(let folder, let file):
            "\(folder): found \(file), expected an empty folder or one with a simulated night"
        }
    }
}

extension Night {
    private static let threads = 2

    fileprivate func writePackets(
        toFolder folder: String, isCancelled: @Sendable () -> Bool, progress: @Sendable (Double) -> Void
    ) throws {
        let next = Atomic<Int>(0)
        let state = Mutex<(written: Int, failure: (any Error)?)>((0, nil))
        DispatchQueue.concurrentPerform(iterations: Self.threads) { _ in
            do {
                let gzip = try Gzip()
                while true {
                    let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
                    guard index < alerts.count, state.withLock({ $0.failure == nil }) else { return }
                    if isCancelled() { throw CancellationError() }
                    let alert = alerts[index]
                    let packet = try alert.packet(seed: survey.seed, gzip: gzip)
                    try Data(packet).write(to: URL(fileURLWithPath: "\(folder)/\(alert.fileName)"))
                    state.withLock {
                        $0.written += 1
                        progress(Double($0.written) / Double(alerts.count))
                    }
                }
            } catch {
                state.withLock { $0.failure = $0.failure ?? error }
            }
        }
        if let failure = state.withLock({ $0.failure }) { throw failure }
    }
}
