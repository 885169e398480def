import Alerts
import Bus
import IsolationForest
import Jobs
import Logging
import Mesh
import Messages

/// Has a forest's trees grown by all trainers together, and merges what they bring.
///
/// It orders every range of trees from whoever takes it, and grows ranges itself as long as there are any that nobody is
/// at: alone it is as fast as with the library at once, and a range whose trainer died is its own after a few seconds.
struct ForestCoordinator: Sendable {
    let mesh: MeshConnection
    let context: JobContext
    let board: TreesBoard
    let facts: TreesBoard.Facts
    let growth: TreeGrowth
    /// Name of this trainer.
    let trainer: String

    /// More ranges than this only cost time.
    private static let rangesAtMost = 32
    private static let pause = Duration.milliseconds(25)

    /// The trees of a range of indices, and how many trainers grew them.
    func grow(_ trees: Range<Int>, progress: (Double) async -> Void) async throws -> (forest: Forest, trainers: Int) {
        let ranges = try await ranges(of: trees)
        let grower = TreeRangeGrower(board: board, growth: growth, trainer: trainer) {
            try await context.store.isCancelRequested(context.job.project, context.job.id)
        }
        try await board.keep(coordinator: trainer)
        var parts: [Int: Forest] = [:]
        var trainers: Set<String> = []
        var isOrdered = false
        var told = Int.max
        while true {
            try Task.checkCancellation()
            let grown = try await board.grown()
            let missing = ranges.filter { !grown.contains($0.lowerBound) }
            if missing.count < told { await progress(1 - Double(missing.count) / Double(ranges.count)) }
            told = missing.count
            if missing.isEmpty {
                for range in ranges where parts[range.lowerBound] == nil {
                    guard let (part, trainer) = try await part(range) else { continue }
                    parts[range.lowerBound] = part
                    trainers.insert(trainer)
                }
                if parts.count == ranges.count { break }
                continue
            }
            if !isOrdered {
                try await order(missing)
                isOrdered = true
            }
            switch try await growOne(of: missing, grower) {
            case .grown(let part):
                parts[part.treeRange.lowerBound] = part
                trainers.insert(trainer)
            case .taken: try await Task.sleep(for: Self.pause)
            case .over:
                // The owner's wish to cancel will soon end this task; or Redis has lost the board.
                try await Task.sleep(for: Self.pause)
                if try await board.facts() != facts { try await lay() }
            }
        }
        return (try Forest(merging: Array(parts.values)), trainers.count)
    }

    /// Lays out the rows and the scaling for all trainers.
    func lay() async throws {
        try await board.open(
            facts, rows: TreesBoard.bytes(of: growth.table.values), scaling: growth.scaling.serialized(),
            coordinator: trainer)
    }

    /// The ranges, the same also for another coordinator that takes the job up: large enough for all processors of the
    /// machine, and not too many.
    private func ranges(of trees: Range<Int>) async throws -> [Range<Int>] {
        let wanted = max(4 * TreeGrowth.processors, (trees.count + Self.rangesAtMost - 1) / Self.rangesAtMost)
        let frozen = try await context.store.freeze(
            "trees", "\(wanted)", project: context.job.project, id: context.job.id)
        return stride(from: trees.lowerBound, to: trees.upperBound, by: max(1, Int(frozen) ?? wanted)).map {
            $0..<min($0 + (Int(frozen) ?? wanted), trees.upperBound)
        }
    }

    private func growOne(
        of ranges: [Range<Int>], _ grower: TreeRangeGrower
    ) async throws -> TreeRangeGrower.Outcome {
        for range in ranges {
            let outcome = try await grower.grow(range)
            if case .taken = outcome { continue }
            return outcome
        }
        return .taken
    }

    /// A part that was grown elsewhere; nil, and forgotten, where it is damaged.
    private func part(_ trees: Range<Int>) async throws -> (Forest, trainer: String)? {
        do {
            guard let (bytes, trainer) = try await board.part(trees.lowerBound) else { return nil }
            let part = try await TreeGrowth.onThreads { _ in try Forest(serialized: bytes) }
            guard part.treeRange == trees else {
                throw ForestError.merge(reason: "trees \(part.treeRange) in place of \(trees)")
            }
            return (part, trainer)
        } catch let error as ForestError {
            mesh.log.error(
                "trees are grown again", metadata: ["job": "\(context.job.id)", "reason": "\(error)"])
            try await board.forget(trees.lowerBound)
            return nil
        }
    }

    private func order(_ ranges: [Range<Int>]) async throws {
        let parameters = growth.parameters
        let level: Int32 =
            switch parameters.extensionChoice {
            case .level(let level): Int32(level)
            case .mixed: -1
            }
        let outcomes = try await mesh.publisher.publish(
            ranges.map { range in
                OutgoingMessage(
                    subject: Subject.job(TreesWorker.kind, context.job.project, context.job.owner),
                    body: TreesOrder(
                        jobID: context.job.id, firstTree: UInt64(range.lowerBound), treeEnd: UInt64(range.upperBound),
                        featureSet: growth.featureSet.name, featureSetVersion: growth.featureSet.version,
                        tableCRC32: facts.crc32, trees: UInt32(parameters.trees),
                        sampleSize: UInt32(parameters.sampleSize ?? 0),
                        heightLimit: UInt32(parameters.heightLimit ?? 0), extensionLevel: level,
                        seed: parameters.seed
                    ).serialized(),
                    headers: [("Peryton-Summary", "trees \(range) of job \(context.job.id)")])
            })
        // Who is not told cannot help; the forest grows all the same.
        for case .refused(let error) in outcomes {
            mesh.log.warning("trees not ordered", metadata: ["job": "\(context.job.id)", "reason": "\(error)"])
        }
    }
}
