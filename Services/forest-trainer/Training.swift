import Alerts
import Bus
import Dispatch
import Foundation
import IsolationForest
import Jobs
import Mesh
import Messages
import Metrics
import Synchronization

/// One training, from the order to the live forest.
struct Training {
    let mesh: MeshConnection
    let context: JobContext

    /// What the forest library asks for at least.
    private static let rowsNeeded = 3

    /// Trains and returns one line about the forest.
    func run() async throws -> String {
        let startedAt = UnixTime.now
        guard let order = context.job.train else { throw JobFailure("job \(context.job.id): field train is missing") }
        let stream = try await declaration(order.stream)
        guard let featureSet = FeatureSet.named(stream.featureSet, version: stream.featureSetVersion) else {
            throw JobFailure(
                "stream \(stream.name): feature set \(stream.featureSet) version \(stream.featureSetVersion) is not known here"
            )
        }
        let window = try await freeze(order, stream)
        await context.progress(0, "reading alerts \(window.firstSequence)–\(window.lastSequence)")
        let rows = try await TrainingRows.draw(window, of: stream, featureSet: featureSet, mesh: mesh) { share in
            await context.progress(0.5 * share, "reading alerts")
        }
        guard rows.count >= Self.rowsNeeded else {
            throw JobFailure(
                "stream \(stream.name): \(rows.count) sound alerts to train on, expected at least \(Self.rowsNeeded)")
        }
        await context.progress(0.5, "growing trees on \(rows.count) alerts")
        let forest = try await grow(rows.values, parameters(order, window), featureSet)
        let record = try await store(forest, stream, window, rows.count, rows.threshold, startedAt)
        return "forest \(stream.name)/\(record.version): \(record.trees) trees on \(record.rows) alerts, live"
    }

    private func declaration(_ name: String) async throws -> StreamDeclaration {
        let project = context.job.project
        if let stream = try await mesh.registry.stream(project, name) { return stream }
        let known = try await mesh.registry.streams(of: project).map(\.name).joined(separator: ", ")
        throw JobFailure(
            "stream \"\(name)\" is not declared in project \(project); declared are: \(known.isEmpty ? "none" : known)")
    }

    /// Fixes which alerts the sample is drawn from, once for all who may train this job.
    private func freeze(_ order: TrainParameters, _ stream: StreamDeclaration) async throws -> TrainingRows.Window {
        let names = ProjectStreams(stream.project)
        let subject = Subject.alert(stream.project, stream.name)
        let state = try await mesh.jetStream.state(ofStream: names.alerts, subjects: subject)
        guard let state, state.messagesPerSubject[subject] ?? 0 > 0 else {
            throw JobFailure("stream \(stream.name): no alerts have come yet, so there is nothing to train on")
        }
        let wanted = TrainingRows.Window(
            firstSequence: state.firstSequence, lastSequence: state.lastSequence,
            rowCap: Int(order.rowCap > 0 ? order.rowCap : stream.trainingRowCap), seed: order.seed)
        let frozen = try await context.store.freeze(
            "window", wanted.text, project: context.job.project, id: context.job.id)
        let window = TrainingRows.Window(text: frozen) ?? wanted
        guard state.firstSequence <= window.lastSequence else {
            throw JobFailure(
                "stream \(stream.name): alerts \(window.firstSequence)–\(window.lastSequence), which this job was to train on, are kept no longer"
            )
        }
        return window
    }

    private func parameters(_ order: TrainParameters, _ window: TrainingRows.Window) -> ForestParameters {
        var parameters = ForestParameters(seed: window.seed)
        if order.trees > 0 { parameters.trees = Int(order.trees) }
        if order.sampleSize > 0 { parameters.sampleSize = Int(order.sampleSize) }
        if order.extensionLevel >= 0 { parameters.extensionChoice = .level(Int(order.extensionLevel)) }
        return parameters
    }

    /// Grows the trees on threads of their own, so that no task of the service waits for them.
    private func grow(_ values: [Float], _ parameters: ForestParameters, _ featureSet: FeatureSet) async throws
        -> Forest
    {
        let descriptions = featureSet.features.map { FeatureDescription(name: $0.name, unit: $0.unit) }
        let table = try FeatureTable(
            features: descriptions.count, values: Self.fillingUnmeasured(values, features: descriptions.count))
        let stop = Atomic(false)
        do {
            return try await withTaskCancellationHandler {
                try await withCheckedThrowingContinuation { continuation in
                    DispatchQueue.global().async {
                        continuation.resume(
                            with: Result {
                                try Forest.train(
                                    on: table, featureSet: featureSet.name, featureSetVersion: featureSet.version,
                                    features: descriptions, parameters: parameters,
                                    threads: ProcessInfo.processInfo.activeProcessorCount,
                                    isCancelled: { stop.load(ordering: .relaxed) })
                            })
                    }
                }
            } onCancel: {
                stop.store(true, ordering: .relaxed)
            }
        } catch let error as ForestError {
            throw JobFailure("stream \(context.job.train?.stream ?? ""): \(error)")
        }
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

    private func store(
        _ forest: Forest, _ stream: StreamDeclaration, _ window: TrainingRows.Window, _ rows: Int, _ threshold: UInt64,
        _ startedAt: UnixTime
    ) async throws -> ForestRecord {
        let blob = forest.serialized()
        let levels = forest.extensionLevels
        var record = ForestRecord(
            project: stream.project, stream: stream.name,
            version: try await mesh.registry.reserveVersion(stream.project, stream.name, job: context.job.id),
            featureSet: forest.featureSet, featureSetVersion: forest.featureSetVersion,
            trees: UInt32(forest.parameters.trees),
            sampleSize: UInt32(forest.sampleSize), heightLimit: UInt32(forest.heightLimit),
            lowestExtensionLevel: UInt32(levels.lowerBound), highestExtensionLevel: UInt32(levels.upperBound),
            seed: window.seed, firstSequence: window.firstSequence, lastSequence: window.lastSequence,
            sampleThreshold: threshold, rows: UInt64(rows), jobID: context.job.id, trainedAt: .now,
            trainingSeconds: UnixTime.now.seconds(since: startedAt), blobBytes: UInt64(blob.count),
            blobCRC32: Checksum.crc32(blob))
        try Task.checkCancellation()
        record.isLive = try await mesh.registry.storeAndGoLive(record, blob: blob) == record.version
        try await ForestNews(mesh: mesh).tell(record)
        let dimensions = [("project", stream.project), ("stream", stream.name)]
        Counter(label: "forests_total", dimensions: dimensions).increment()
        Gauge(label: "training_seconds", dimensions: dimensions).record(record.trainingSeconds)
        Gauge(label: "training_rows", dimensions: dimensions).record(rows)
        return record
    }
}
