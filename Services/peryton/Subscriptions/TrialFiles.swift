import Alerts
import Foundation
import IsolationForest
import Messages
import Scoring

/// Judges packets in files as the scorer judges a stream's alerts.
struct TrialFiles {
    let files: [String]
    let scorer: AlertScorer
    let project: String

    /// Packets that were judged so far.
    private(set) var judged = 0
    /// Packets that are no alerts of the stream, and why the first is none.
    private(set) var refused = 0
    private(set) var firstRefusal = ""

    private static let batchPackets = 512

    init(files: [String], scorer: AlertScorer, project: String) {
        self.files = files
        self.scorer = scorer
        self.project = project
    }

    /// The stream's forest that is live, ready to judge.
    static func scorer(of stream: StreamDeclaration, _ client: MeshClient) async throws -> AlertScorer {
        guard let featureSet = FeatureSet.named(stream.featureSet, version: stream.featureSetVersion) else {
            throw CommandFailure(
                "stream \(stream.name): feature set \(stream.featureSet) \(stream.featureSetVersion) is not known here")
        }
        let (record, bytes) = try await client.forestBytes(stream: stream.name)
        return AlertScorer(
            stream: stream, featureSet: featureSet,
            live: LiveForest(record: record, forest: try Forest(serialized: bytes)))
    }

    /// The anomalies among the packets, by the time of their exposures.
    mutating func anomalies(onProgress: (Double) -> Void) throws -> [Anomaly] {
        let reader = AlertReader(featureSet: scorer.featureSet)
        var anomalies: [Anomaly] = []
        for start in stride(from: 0, to: files.count, by: Self.batchPackets) {
            try Task.checkCancellation()
            let batch = files[start..<min(files.count, start + Self.batchPackets)]
            let alerts = try batch.compactMap { file in try alert(in: file, reader) }
            anomalies += try scorer.judge(alerts.map { ($0, nil) }).compactMap(\.anomaly)
            judged += alerts.count
            onProgress(Double(start + batch.count) / Double(files.count))
        }
        // As they would have come; of one exposure in an order that is always the same.
        return anomalies.sorted {
            ($0.alert.mjdUTC, $0.alert.alertID) < ($1.alert.mjdUTC, $1.alert.alertID)
        }
    }

    private mutating func alert(in file: String, _ reader: AlertReader) throws -> Alert? {
        guard let packet = FileManager.default.contents(atPath: file) else {
            throw CommandFailure("\(file): cannot be read")
        }
        do {
            return try reader.alert(fromPacket: Array(packet), project: project, stream: scorer.stream.name)
        } catch {
            refused += 1
            if firstRefusal.isEmpty { firstRefusal = "\(file): \(error)" }
            return nil
        }
    }
}
