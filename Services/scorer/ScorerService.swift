import Alerts
import Bus
import Logging
import Mesh
import Messages
import Scoring
import ServiceLifecycle

/// Keeps one scorer going for each stream that has a live forest, and swaps in newer forests.
///
/// A stream without a forest waits in JetStream and holds up no other.
struct ScorerService: Service {
    let mesh: MeshConnection

    func run() async throws {
        var scorers: [String: StreamScorer] = [:]
        var told: [String: String] = [:]
        await withTaskGroup(of: Void.self) { group in
            for await streams in StreamWatch(mesh).changes().cancelOnGracefulShutdown() {
                for stream in streams {
                    let key = "\(stream.project)/\(stream.name)"
                    guard let featureSet = FeatureSet.named(stream.featureSet, version: stream.featureSetVersion),
                        let version = await liveVersion(of: stream, &told[key])
                    else { continue }
                    if let scorer = scorers[key] {
                        scorer.update(stream)
                        guard scorer.forestVersion != version, let live = await load(version, of: stream, &told[key])
                        else { continue }
                        scorer.swap(to: live)
                    } else if let live = await load(version, of: stream, &told[key]) {
                        let scorer = StreamScorer(mesh: mesh, stream: stream, featureSet: featureSet, live: live)
                        scorers[key] = scorer
                        group.addTask { await mesh.keepGoing("scoring \(key)") { try await scorer.run() } }
                    }
                }
            }
        }
    }

    /// The version that is live; a stream that waits for its first forest is told of once.
    private func liveVersion(of stream: StreamDeclaration, _ told: inout String?) async -> UInt32? {
        do {
            if let version = try await mesh.registry.liveVersion(stream.project, stream.name) { return version }
            let text = "stream waits for its first forest; its alerts stay in JetStream"
            if told != text {
                mesh.log.info("\(text)", metadata: ["project": "\(stream.project)", "stream": "\(stream.name)"])
            }
            told = text
        } catch {
            mesh.log.warning("live forest unknown", metadata: ["stream": "\(stream.name)", "reason": "\(error)"])
        }
        return nil
    }

    /// A forest that is not there or damaged is told of once, and whatever was in use stays in use.
    private func load(_ version: UInt32, of stream: StreamDeclaration, _ told: inout String?) async -> LiveForest? {
        let problem: String
        do {
            if let live = try await LiveForest.load(version, of: stream, from: mesh.registry) { return live }
            problem = "it is missing in Redis; train a new one: peryton train \(stream.name)"
        } catch {
            problem = "\(error)"
        }
        if told != problem {
            mesh.log.error(
                "the live forest cannot be used",
                metadata: [
                    "project": "\(stream.project)", "forest": "\(stream.name)/\(version)", "reason": "\(problem)",
                ])
        }
        told = problem
        return nil
    }
}
