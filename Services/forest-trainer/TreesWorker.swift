import Alerts
import Bus
import IsolationForest
import Jobs
import Logging
import Mesh
import Messages

/// Takes orders for ranges of trees from a project's queue and grows them, one at a time.
///
/// An order that cannot be filled is left to its coordinator, which grows the range itself.
struct TreesWorker: Sendable {
    let mesh: MeshConnection
    let project: String
    let store: JobStore
    /// Name of this trainer.
    let trainer: String

    /// Kind of job, as in its subject.
    static let kind = "trees"
    private static let ackWaitSeconds = 15.0

    /// What was loaded for the last order, as the next is most likely for the same forest.
    private struct Loaded {
        var job: String
        var crc32: UInt32
        var growth: TreeGrowth
    }

    /// Works until the task is cancelled.
    func run() async throws {
        let names = ProjectStreams(project)
        let orders = try await mesh.jetStream.consume(
            names.jobs,
            ConsumerConfiguration(
                durable: names.workerDurable(kind: Self.kind), filterSubject: Subject.job(Self.kind, project, "*"),
                ackWaitSeconds: Self.ackWaitSeconds),
            batchSize: 1, fetchesAhead: false)
        defer { orders.end() }
        var loaded: Loaded?
        for await batch in orders {
            for message in batch { try await take(message, &loaded) }
        }
    }

    private func take(_ message: BusMessage, _ loaded: inout Loaded?) async throws {
        let order: TreesOrder
        do {
            order = try message.withBody { bytes throws(MessageError) in try TreesOrder(serialized: bytes) }
            try MeshName.check(order.jobID, "job")
        } catch {
            try await mesh.deadLetters.put(
                project: project, original: message.body, origin: message.subject,
                sequence: message.delivery?.streamSequence ?? 0, kind: "malformed", reason: "\(error)")
            return try mesh.bus.ack(message)
        }
        do {
            loaded = try await withThrowingTaskGroup(of: Void.self) { [loaded] group in
                group.addTask { await keepAlive(message) }
                defer { group.cancelAll() }
                return try await fill(order, with: loaded)
            }
        } catch {
            if error is CancellationError || PassingFailure.isPassing(error) {
                return try mesh.bus.nak(message, delaySeconds: error is CancellationError ? 0 : 1)
            }
            mesh.log.error("trees not grown", metadata: ["project": "\(project)", "reason": "\(error)"])
        }
        try mesh.bus.ack(message)
    }

    private func keepAlive(_ message: BusMessage) async {
        while !Task.isCancelled {
            do { try await Task.sleep(for: .seconds(Self.ackWaitSeconds / 3)) } catch { return }
            try? mesh.bus.inProgress(message)
        }
    }

    /// Grows the trees of an order; what was loaded for it, or for the last one.
    private func fill(_ order: TreesOrder, with last: Loaded?) async throws -> Loaded? {
        let board = TreesBoard(mesh.redis, project: project, job: order.jobID)
        guard let range = Self.range(of: order) else {
            throw ForestError.setting(
                name: "range of trees", value: "from \(order.firstTree) to \(order.treeEnd)",
                allowed: "one tree or more")
        }
        // The training may be over, or the range grown by another.
        guard try await board.facts()?.crc32 == order.tableCRC32 else { return nil }
        if try await board.grown().contains(range.lowerBound) { return last }
        var loaded = last
        if last?.job != order.jobID || last?.crc32 != order.tableCRC32 {
            loaded = try await load(order, board).map {
                Loaded(job: order.jobID, crc32: order.tableCRC32, growth: $0)
            }
        }
        guard let growth = loaded?.growth else { return nil }
        let grower = TreeRangeGrower(board: board, growth: growth, trainer: trainer) {
            try await store.isCancelRequested(project, order.jobID)
        }
        _ = try await grower.grow(range)
        return loaded
    }

    private static func range(of order: TreesOrder) -> Range<Int>? {
        guard let first = Int(exactly: order.firstTree), let end = Int(exactly: order.treeEnd), first < end else {
            return nil
        }
        return first..<end
    }

    /// The rows and the scaling of an order; nil where they are put away meanwhile.
    private func load(_ order: TreesOrder, _ board: TreesBoard) async throws -> TreeGrowth? {
        guard let featureSet = FeatureSet.named(order.featureSet, version: order.featureSetVersion) else {
            throw JobFailure("feature set \(order.featureSet) version \(order.featureSetVersion) is not known here")
        }
        guard let values = try await board.values(order.tableCRC32), let scaling = try await board.scaling() else {
            return nil
        }
        let units = try FeatureScaling(serialized: scaling)
        let parameters = ForestParameters(
            trees: Int(order.trees), sampleSize: order.sampleSize == 0 ? nil : Int(order.sampleSize),
            heightLimit: order.heightLimit == 0 ? nil : Int(order.heightLimit),
            extensionChoice: order.extensionLevel < 0 ? .mixed : .level(Int(order.extensionLevel)),
            scaling: units.choice, seed: order.seed)
        return TreeGrowth(
            table: try FeatureTable(features: featureSet.features.count, values: values), featureSet: featureSet,
            parameters: parameters, scaling: units)
    }
}
