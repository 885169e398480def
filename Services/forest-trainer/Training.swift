import Alerts
import Bus
import IsolationForest
import Jobs
import Mesh
import Messages
import Metrics

/// One training, from the order to the live forest.
///
/// It makes a new forest, or replaces the oldest trees of the live one by trees of the alerts that have come since. What
/// it draws and decides is frozen in Redis, so that another trainer that takes it up makes the same forest.
struct Training {
    let mesh: MeshConnection
    let context: JobContext
    /// Name of this trainer.
    let trainer: String

    /// What the forest library asks for at least.
    private static let rowsNeeded = 3

    private var board: TreesBoard { TreesBoard(mesh.redis, project: context.job.project, job: context.job.id) }

    /// Trains and returns one line about the forest.
    func run() async throws -> String {
        do {
            let line = try await train()
            try await board.close()
            return line
        } catch {
            // Whoever takes the job up again goes on with what is there; after a failure for good nobody does.
            guard error is JobFailure || error is ForestError || context.isCancelled else { throw error }
            // A task of its own: this one may be cancelled, and could not speak with Redis.
            await Task { [board] in try? await board.close() }.value
            guard let error = error as? ForestError else { throw error }
            throw JobFailure("stream \(context.job.train?.stream ?? ""): \(error)")
        }
    }

    private func train() async throws -> String {
        let startedAt = UnixTime.now
        guard let order = context.job.train else { throw JobFailure("job \(context.job.id): field train is missing") }
        let stream = try await declaration(order.stream)
        guard let featureSet = FeatureSet.named(stream.featureSet, version: stream.featureSetVersion) else {
            throw JobFailure(
                "stream \(stream.name): feature set \(stream.featureSet) version \(stream.featureSetVersion) is not known here"
            )
        }
        let parent = order.replaceTrees > 0 ? try await parent(order, stream) : nil
        let window = try await freeze(order, stream, after: parent?.record)
        let parameters = parent?.forest.parameters ?? Self.parameters(order, window)
        let (growth, facts) = try await rows(window, stream, featureSet, parent, parameters)

        let newest = parent?.forest.treeRange.upperBound ?? 0
        let trees = newest..<newest + (parent == nil ? parameters.trees : Int(order.replaceTrees))
        await context.progress(0.5, "growing \(trees.count) trees on \(facts.rows) alerts")
        let (grown, trainers) = try await grow(trees, growth, facts)
        await context.progress(0.9, "calibrating")
        let table = growth.table
        let forest = try await TreeGrowth.onThreads { isCancelled in
            guard let parent else {
                return try grown.calibrated(on: table, threads: TreeGrowth.processors, isCancelled: isCancelled)
            }
            return try Forest(merging: [parent.forest.dropping(oldest: trees.count), grown]).calibrated(
                on: table, knownTo: trees, threads: TreeGrowth.processors, isCancelled: isCancelled)
        }

        let blob = forest.serialized()
        let version = try await mesh.registry.reserveVersion(stream.project, stream.name, job: context.job.id)
        var record = ForestRecord(forest, of: stream, version: version, blob: blob)
        record.firstSequence = window.firstSequence
        record.lastSequence = window.lastSequence
        record.sampleThreshold = facts.threshold
        record.seed = window.seed
        record.rows = UInt64(facts.rows)
        record.jobID = context.job.id
        record.parentVersion = parent?.record.version ?? 0
        record.trainedAt = .now
        record.trainingSeconds = UnixTime.now.seconds(since: startedAt)
        try await publish(&record, blob)
        let what =
            parent.map { "\(trees.count) of \(record.trees) trees of forest \($0.record.id) replaced, grown" }
            ?? "\(record.trees) trees"
        let together = trainers == 1 ? "" : " by \(trainers) trainers"
        return "forest \(record.id): \(what) on \(record.rows) alerts\(together), "
            + (record.isLive ? "live" : "not live, as another forest is by now")
    }

    private func declaration(_ name: String) async throws -> StreamDeclaration {
        let project = context.job.project
        if let stream = try await mesh.registry.stream(project, name) { return stream }
        let known = try await mesh.registry.streams(of: project).map(\.name).joined(separator: ", ")
        throw JobFailure(
            "stream \"\(name)\" is not declared in project \(project); declared are: \(known.isEmpty ? "none" : known)")
    }

    // MARK: What is frozen

    /// The forest whose oldest trees are replaced.
    private func parent(
        _ order: TrainParameters, _ stream: StreamDeclaration
    ) async throws -> (record: ForestRecord, forest: Forest) {
        let live = try await mesh.registry.liveVersion(stream.project, stream.name) ?? 0
        let frozen = try await context.store.freeze(
            "parent", "\(live)", project: context.job.project, id: context.job.id)
        let version = UInt32(frozen) ?? live
        guard let record = try await mesh.registry.forest(stream.project, stream.name, version: version),
            let blob = try await mesh.registry.blob(of: record)
        else {
            throw JobFailure(
                "stream \(stream.name): no forest is live, so it has no trees to replace; train one: peryton train \(stream.name)"
            )
        }
        let forest = try await TreeGrowth.onThreads { _ in try Forest(serialized: blob) }
        guard order.replaceTrees < forest.treeRange.count else {
            throw JobFailure(
                "stream \(stream.name): \(order.replaceTrees) trees to replace, and forest \(record.id) has "
                    + "\(forest.treeRange.count); expected fewer, or train a new one: peryton train \(stream.name)")
        }
        return (record, forest)
    }

    /// Fixes which alerts the sample is drawn from, once for all who may train this job: all that are kept, or those
    /// after the parent's.
    private func freeze(
        _ order: TrainParameters, _ stream: StreamDeclaration, after parent: ForestRecord?
    ) async throws -> TrainingRows.Window {
        let names = ProjectStreams(stream.project)
        let subject = Subject.alert(stream.project, stream.name)
        let state = try await mesh.jetStream.state(ofStream: names.alerts, subjects: subject)
        guard let state, state.messagesPerSubject[subject] ?? 0 > 0 else {
            throw JobFailure("stream \(stream.name): no alerts have come yet, so there is nothing to train on")
        }
        let wanted = TrainingRows.Window(
            firstSequence: max(state.firstSequence, parent.map { $0.lastSequence + 1 } ?? 0),
            lastSequence: state.lastSequence,
            rowCap: Int(order.rowCap > 0 ? order.rowCap : stream.trainingRowCap), seed: parent?.seed ?? order.seed)
        let frozen = try await context.store.freeze(
            "window", wanted.text, project: context.job.project, id: context.job.id)
        return TrainingRows.Window(text: frozen) ?? wanted
    }

    private static func parameters(_ order: TrainParameters, _ window: TrainingRows.Window) -> ForestParameters {
        var parameters = ForestParameters(seed: window.seed)
        if order.trees > 0 { parameters.trees = Int(order.trees) }
        if order.sampleSize > 0 { parameters.sampleSize = Int(order.sampleSize) }
        if order.extensionLevel >= 0 { parameters.extensionChoice = .level(Int(order.extensionLevel)) }
        return parameters
    }

    // MARK: Rows

    /// All that trees are grown from: as another trainer has laid it out before, or drawn now.
    private func rows(
        _ window: TrainingRows.Window, _ stream: StreamDeclaration, _ featureSet: FeatureSet,
        _ parent: (record: ForestRecord, forest: Forest)?, _ parameters: ForestParameters
    ) async throws -> (growth: TreeGrowth, facts: TreesBoard.Facts) {
        let features = TreeGrowth.descriptions(of: featureSet)
        if let facts = try await board.facts(), let values = try await board.values(facts.crc32),
            let scaling = try await board.scaling()
        {
            let growth = TreeGrowth(
                table: try FeatureTable(features: features.count, values: values), featureSet: featureSet,
                parameters: parameters, scaling: try FeatureScaling(serialized: scaling))
            return (growth, facts)
        }
        let (values, facts) = try await draw(window, stream, featureSet, parent)
        let table = try FeatureTable(features: features.count, values: values)
        let scaling = try await TreeGrowth.onThreads { _ in
            try parent?.forest.scaling
                ?? FeatureScaling(
                    of: table, features: features, choice: parameters.scaling, threads: TreeGrowth.processors)
        }
        return (
            TreeGrowth(table: table, featureSet: featureSet, parameters: parameters, scaling: scaling), facts
        )
    }

    private func draw(
        _ window: TrainingRows.Window, _ stream: StreamDeclaration, _ featureSet: FeatureSet,
        _ parent: (record: ForestRecord, forest: Forest)?
    ) async throws -> (values: [Float], facts: TreesBoard.Facts) {
        guard window.firstSequence <= window.lastSequence else {
            throw JobFailure("stream \(stream.name): no alerts have come since forest \(parent?.record.id ?? "")")
        }
        let state = try await mesh.jetStream.state(ofStream: ProjectStreams(stream.project).alerts)
        guard let state, state.firstSequence <= window.lastSequence else {
            throw JobFailure(
                "stream \(stream.name): alerts \(window.firstSequence)–\(window.lastSequence), which this job was to train on, are kept no longer"
            )
        }
        await context.progress(0, "reading alerts \(window.firstSequence)–\(window.lastSequence)")
        let rows = try await TrainingRows.draw(window, of: stream, featureSet: featureSet, mesh: mesh) { share in
            await context.progress(0.5 * share, "reading alerts")
        }
        let needed = max(Self.rowsNeeded, parent?.forest.sampleSize ?? 0)
        guard rows.count >= needed else {
            throw JobFailure(
                "stream \(stream.name): \(rows.count) sound alerts to train on"
                    + "\(parent.map { " since forest \($0.record.id)" } ?? ""), expected at least \(needed)")
        }
        // In a scaling of its own, a feature that nobody measured would have no median; in the parent's it has one.
        let values =
            parent == nil ? Self.fillingUnmeasured(rows.values, features: featureSet.features.count) : rows.values
        return (
            values,
            TreesBoard.Facts(
                rows: rows.count, threshold: rows.threshold, crc32: Checksum.crc32(TreesBoard.bytes(of: values)))
        )
    }

    /// A feature that no alert of the sample has (a survey that does not measure it yet) becomes a constant, which no cut
    /// of the forest ever uses.
    static func fillingUnmeasured(_ values: [Float], features: Int) -> [Float] {
        var values = values
        for feature in 0..<features {
            let column = stride(from: feature, to: values.count, by: features)
            if column.allSatisfy({ values[$0].isNaN }) { column.forEach { values[$0] = 0 } }
        }
        return values
    }

    // MARK: Trees

    /// Grows the trees, together with all other trainers unless the rows are too many to hand around.
    private func grow(
        _ trees: Range<Int>, _ growth: TreeGrowth, _ facts: TreesBoard.Facts
    ) async throws -> (forest: Forest, trainers: Int) {
        guard 4 * growth.table.values.count <= TreesBoard.tableLimitBytes else {
            return (try await growth.grow(trees), 1)
        }
        let coordinator = ForestCoordinator(
            mesh: mesh, context: context, board: board, facts: facts, growth: growth, trainer: trainer)
        if try await board.facts() != facts { try await coordinator.lay() }
        return try await coordinator.grow(trees) { share in
            await context.progress(0.5 + 0.4 * share, "growing \(trees.count) trees on \(facts.rows) alerts")
        }
    }

    /// Stores the forest, makes it live and tells of it.
    private func publish(_ record: inout ForestRecord, _ blob: [UInt8]) async throws {
        try Task.checkCancellation()
        record.isLive = try await mesh.registry.store(record, blob: blob) == record.version
        try await ForestNews(mesh: mesh).tell(record)
        let dimensions = [("project", record.project), ("stream", record.stream)]
        Counter(label: "forests_total", dimensions: dimensions).increment()
        Gauge(label: "training_seconds", dimensions: dimensions).record(record.trainingSeconds)
        Gauge(label: "training_rows", dimensions: dimensions).record(Double(record.rows))
    }
}
