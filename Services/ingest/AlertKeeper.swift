import Bus
import Foundation
import Logging
import Mesh
import Messages
import Metrics
import State

/// Keeps JetStream as the mesh needs it: one keeper among all copies of ingest, by a lease in Redis.
///
/// Streams and consumers that are gone are made again. Once a project's alerts take four fifths of their room, those that
/// the scorers have acked go. When that does not help, it says so before JetStream refuses alerts.
struct AlertKeeper {
    private let mesh: MeshConnection
    private let lease: Lease

    private static let roundSeconds = 5.0
    private static let highWater = 0.8

    init(mesh: MeshConnection) {
        self.mesh = mesh
        lease = Lease(mesh.redis, key: "peryton:keeper", lifetime: .seconds(15))
    }

    /// Looks after every project, again and again, until the task is cancelled.
    func run() async throws {
        while !Task.isCancelled {
            if try await lease.acquire() {
                for project in try await mesh.registry.projects() {
                    do {
                        try await keep(project)
                    } catch {
                        guard !(error is CancellationError) else { throw error }
                        mesh.log.warning(
                            "project not looked after", metadata: ["project": "\(project)", "reason": "\(error)"])
                    }
                }
            }
            try await Task.sleep(for: .seconds(Self.roundSeconds))
        }
    }

    private func keep(_ project: String) async throws {
        try await ProjectKeeper(registry: mesh.registry, jetStream: mesh.jetStream).ensure(project: project)
        let names = ProjectStreams(project)
        guard let state = try await mesh.jetStream.state(ofStream: names.alerts) else { return }
        let share = Double(state.bytes) / Double(ProjectStreams.alertsMaximumBytes)
        Gauge(label: "alerts_fill_ratio", dimensions: [("project", project)]).record(share)
        guard share >= Self.highWater else { return }
        for stream in try await mesh.registry.streams(of: project) { try await letGo(of: stream, state) }
        let left = try await mesh.jetStream.state(ofStream: names.alerts)?.bytes ?? 0
        if Double(left) >= Self.highWater * Double(ProjectStreams.alertsMaximumBytes) {
            mesh.log.error(
                "alerts fill their room and are not scored: new ones will be refused",
                metadata: ["project": "\(project)", "fill": "\(String(format: "%.2f", share))"])
        }
    }

    /// Lets go of a stream's alerts that its scorers have acked.
    private func letGo(of stream: StreamDeclaration, _ state: StreamState) async throws {
        let names = ProjectStreams(stream.project)
        // Without its consumer nobody knows what is scored, so nothing goes.
        guard
            let consumer = try await mesh.jetStream.state(
                ofConsumer: names.scorerDurable(stream: stream.name), onStream: names.alerts)
        else { return }
        // A consumer that has nothing left holds nothing back, however old its last ack is.
        let isDone = consumer.pending == 0 && consumer.unacked == 0
        let before = isDone ? state.lastSequence + 1 : consumer.ackFloor + 1
        guard before > state.firstSequence else { return }
        try await mesh.jetStream.purge(
            stream: names.alerts, subject: Subject.alert(stream.project, stream.name), before: before)
        mesh.log.info(
            "scored alerts let go",
            metadata: ["project": "\(stream.project)", "stream": "\(stream.name)", "before": "\(before)"])
    }
}
