import Alerts
import Bus
import Logging
import Mesh
import Messages

/// Declares and lists streams for those who ask.
struct StreamDesk {
    let mesh: MeshConnection

    /// Trees of fewer alerts than this, and a calibration on them, would say little.
    private static let refreshAlertsNeeded: UInt64 = 500
    /// A hundred years.
    private static let mostStampDays: UInt32 = 36_500

    /// Declares a stream, or declares it anew; refuses what could not work.
    func declare(_ wanted: StreamDeclaration, in project: String) async throws -> StreamDeclaration {
        var stream = wanted
        stream.project = project
        try MeshName.check(stream.name, "stream")
        for publisher in stream.publishers { try MeshName.check(publisher, "publisher") }
        guard FeatureSet.named(stream.featureSet, version: stream.featureSetVersion) != nil else {
            let known = FeatureSet.all.map { "\($0.name) version \($0.version)" }.joined(separator: ", ")
            throw RequestError(
                "invalid",
                "stream \(stream.name): feature set \"\(stream.featureSet)\" version \(stream.featureSetVersion) is not known; known are: \(known)"
            )
        }
        guard stream.anomalyLimit > 0, stream.anomalyLimit <= 1 else {
            throw RequestError(
                "invalid",
                "stream \(stream.name): anomaly limit \(stream.anomalyLimit): expected a tail probability, above 0 and at most 1"
            )
        }
        guard stream.trainingRowCap >= 3 else {
            throw RequestError(
                "invalid", "stream \(stream.name): training row cap \(stream.trainingRowCap): expected at least 3")
        }
        guard stream.refreshAfterAlerts == 0 || stream.refreshAfterAlerts >= Self.refreshAlertsNeeded else {
            throw RequestError(
                "invalid",
                "stream \(stream.name): refresh after \(stream.refreshAfterAlerts) alerts: expected 0, for never, or at least \(Self.refreshAlertsNeeded)"
            )
        }
        guard stream.refreshTrees >= 1 else {
            throw RequestError("invalid", "stream \(stream.name): refresh 0 trees: expected at least 1")
        }
        guard stream.driftLimit > 0, stream.driftLimit <= 1 else {
            throw RequestError(
                "invalid", "stream \(stream.name): drift limit \(stream.driftLimit): expected above 0 and at most 1")
        }
        guard stream.keepStampsDays <= Self.mostStampDays else {
            throw RequestError(
                "invalid",
                "stream \(stream.name): keep stamps for \(stream.keepStampsDays) days: expected 0, for not at all, to \(Self.mostStampDays)"
            )
        }
        if let known = try await mesh.registry.stream(project, stream.name) {
            guard known.featureSet == stream.featureSet, known.featureSetVersion == stream.featureSetVersion else {
                throw RequestError(
                    "conflict",
                    "stream \(stream.name) carries \(known.featureSet) version \(known.featureSetVersion); another feature set needs a stream of its own"
                )
            }
            stream.createdAt = known.createdAt
        } else {
            stream.createdAt = .now
        }
        try await ProjectKeeper(registry: mesh.registry, jetStream: mesh.jetStream).declare(stream)
        mesh.log.info("stream declared", metadata: ["project": "\(project)", "stream": "\(stream.name)"])
        return stream
    }

    /// The streams of a project, or the one that was named.
    func list(_ question: NameRequest, in project: String) async throws -> StreamList {
        guard !question.name.isEmpty else { return StreamList(streams: try await mesh.registry.streams(of: project)) }
        guard let stream = try await mesh.registry.stream(project, question.name) else {
            throw RequestError("not-found", "stream \"\(question.name)\" is not declared in project \(project)")
        }
        return StreamList(streams: [stream])
    }
}
