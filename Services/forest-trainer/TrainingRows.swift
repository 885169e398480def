import Alerts
import Bus
import Mesh
import Messages

/// The rows of a training: a uniform sample, of at most so many, of a stream's alerts between two sequences.
struct TrainingRows {
    /// What was frozen when the job was first taken up: whoever trains it again draws the same rows.
    struct Window: Equatable {
        var firstSequence: UInt64
        var lastSequence: UInt64
        var rowCap: Int
        var seed: UInt64

        /// As it is kept in the job's record.
        var text: String { "\(firstSequence) \(lastSequence) \(rowCap) \(seed)" }

        init(firstSequence: UInt64, lastSequence: UInt64, rowCap: Int, seed: UInt64) {
            self.firstSequence = firstSequence
            self.lastSequence = lastSequence
            self.rowCap = rowCap
            self.seed = seed
        }

        init?(text: String) {
            let parts = text.split(separator: " ")
            guard parts.count == 4, let first = UInt64(parts[0]), let last = UInt64(parts[1]), let cap = Int(parts[2]),
                let seed = UInt64(parts[3])
            else { return nil }
            self.init(firstSequence: first, lastSequence: last, rowCap: cap, seed: seed)
        }
    }

    private struct Row {
        var hash: UInt64
        var sequence: UInt64
        var values: [Float]
    }

    private let window: Window
    private var rows: [Row] = []

    init(_ window: Window) {
        self.window = window
    }

    /// Takes one alert's features.
    mutating func add(sequence: UInt64, values: FeatureValues) {
        let hash = TrainingSample.hash(seed: window.seed, sequence: sequence)
        rows.append(Row(hash: hash, sequence: sequence, values: Array(values)))
        if rows.count >= 2 * window.rowCap { cut() }
    }

    /// Keeps the rows with the smallest hashes.
    private mutating func cut() {
        guard rows.count > window.rowCap else { return }
        rows.sort { ($0.hash, $0.sequence) < ($1.hash, $1.sequence) }
        rows.removeLast(rows.count - window.rowCap)
    }

    /// The sample, row after row in the order of the sequences, and the largest hash among its rows.
    mutating func finish() -> (values: [Float], count: Int, threshold: UInt64) {
        cut()
        rows.sort { $0.sequence < $1.sequence }
        return (rows.flatMap(\.values), rows.count, rows.map(\.hash).max() ?? 0)
    }

    /// Reads the alerts of the window from JetStream and draws the sample.
    ///
    /// What is no sound alert is left to the scorer, which puts it among the dead letters.
    static func draw(
        _ window: Window, of stream: StreamDeclaration, featureSet: FeatureSet, mesh: MeshConnection,
        progress: (Double) async throws -> Void
    ) async throws -> (values: [Float], count: Int, threshold: UInt64) {
        var rows = TrainingRows(window)
        let names = ProjectStreams(stream.project)
        let reader = try await mesh.jetStream.consume(
            names.alerts,
            ConsumerConfiguration(
                durable: nil, filterSubject: Subject.alert(stream.project, stream.name),
                start: .sequence(window.firstSequence)),
            batchSize: 2_000)
        defer { reader.end() }
        reading: for await batch in reader {
            for message in batch {
                guard let delivery = message.delivery else { continue }
                if delivery.streamSequence <= window.lastSequence {
                    let alert = message.withBody { try? Alert(serialized: $0) }
                    if let alert, AlertValidation.check(alert, featureSet: featureSet) == nil {
                        rows.add(sequence: delivery.streamSequence, values: alert.features.values)
                    }
                }
                if delivery.streamSequence >= window.lastSequence || delivery.pending == 0 { break reading }
            }
            if let last = batch.last?.delivery?.streamSequence {
                let span = Double(window.lastSequence - window.firstSequence + 1)
                try await progress(min(1, Double(last - window.firstSequence + 1) / span))
            }
        }
        try Task.checkCancellation()
        return rows.finish()
    }
}
