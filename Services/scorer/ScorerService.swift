import Alerts
import Bus
import Logging
import Mesh
import Messages
import ServiceLifecycle

/// Keeps one scorer going for each stream that has a live forest, and swaps in newer forests.
///
/// A stream without a forest waits in JetStream and holds up no other.
struct ScorerService: Service {
    let mesh: MeshConnection

    func run() async throws {
        let watch = StreamWatch(mesh)
        var scorers: [String: StreamScorer] = [:]
        var waiting: Set<String> = []
        try await withThrowingTaskGroup(of: Void.self) { group in
            for await streams in watch.changes().cancelOnGracefulShutdown() {
                for stream in streams {
                    let key = "\(stream.project)/\(stream.name)"
                    guard let featureSet = FeatureSet.named(stream.featureSet, version: stream.featureSetVersion) else {
                        continue
                    }
                    guard let version = try await mesh.registry.liveVersion(stream.project, stream.name) else {
                        if waiting.insert(key).inserted { tellWaiting(stream) }
                        continue
                    }
                    if let scorer = scorers[key] {
                        scorer.update(stream)
                        if scorer.forestVersion != version, let live = await load(version, of: stream) {
                            scorer.swap(to: live)
                        }
                    } else if let live = await load(version, of: stream) {
                        let scorer = StreamScorer(mesh: mesh, stream: stream, featureSet: featureSet, live: live)
                        scorers[key] = scorer
                        group.addTask { try await scorer.run() }
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    private func tellWaiting(_ stream: StreamDeclaration) {
        mesh.log.info(
            "stream waits for its first forest; its alerts stay in JetStream",
            metadata: ["project": "\(stream.project)", "stream": "\(stream.name)"])
    }

    /// A forest that is not there or damaged is told of, and whatever was in use stays in use.
    private func load(_ version: UInt32, of stream: StreamDeclaration) async -> LiveForest? {
        do {
            if let live = try await LiveForest.load(version, of: stream, from: mesh.registry) { return live }
            mesh.log.error(
                "the live forest is missing in Redis; train a new one",
                metadata: ["project": "\(stream.project)", "forest": "\(stream.name)/\(version)"])
        } catch {
            mesh.log.error(
                "the live forest cannot be used",
                metadata: ["project": "\(stream.project)", "forest": "\(stream.name)/\(version)", "reason": "\(error)"])
        }
        return nil
    }
}
