import Bus
import Foundation
import Logging
import Mesh
import Messages
import Metrics
import State

/// Keeps ALERTS from filling up: one keeper among all copies of ingest, by a lease in Redis.
///
/// Once a project's alerts take four fifths of their room, those that every scorer has acked go. When that does not help, it
/// says so before JetStream refuses alerts. It also makes JetStream's streams again where they are gone.
struct AlertKeeper {
    let mesh: MeshConnection
    private let copy = String(UInt64.random(in: .min ... .max), radix: 36)
    private let fill = Gauge(label: "peryton_ingest_alerts_fill_ratio")

    private static let leaseSeconds = 15
    private static let roundSeconds = 5.0
    private static let highWater = 0.8

    init(mesh: MeshConnection) {
        self.mesh = mesh
    }

    private static let leaseScript = Script(
        "lease",
        source: """
            local holder = redis.call('GET', KEYS[1])
            if holder and holder ~= ARGV[1] then return 0 end
            redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2])
            return 1
            """)

    func run() async throws {
        while !Task.isCancelled {
            do {
                if try await holdsLease() {
                    for project in try await mesh.registry.projects() { try await keep(project) }
                }
            } catch {
                guard !(error is CancellationError) else { return }
                mesh.log.warning("alerts not looked after", metadata: ["reason": "\(error)"])
            }
            try? await Task.sleep(for: .seconds(Self.roundSeconds))
        }
    }

    private func holdsLease() async throws -> Bool {
        let reply = try await mesh.redis.waiting {
            try await $0.run(Self.leaseScript, keys: ["peryton:keeper"], arguments: [copy, String(Self.leaseSeconds)])
        }
        return reply.integer == 1
    }

    private func keep(_ project: String) async throws {
        let streams = try await mesh.registry.streams(of: project).map(\.name)
        let names = ProjectStreams(project)
        guard let state = try await mesh.jetStream.state(ofStream: names.alerts) else {
            mesh.log.warning(
                "JetStream has lost the project's streams; making them again", metadata: ["project": "\(project)"])
            return try await ProjectKeeper(registry: mesh.registry, jetStream: mesh.jetStream).ensure(
                project: project, streams: streams)
        }
        let share = Double(state.bytes) / Double(ProjectStreams.alertsMaximumBytes)
        fill.record(share)
        guard share >= Self.highWater else { return }
        var done = state.lastSequence + 1
        for stream in streams {
            // A consumer that has nothing left holds nothing back, however old its last ack is.
            guard
                let consumer = try await mesh.jetStream.state(
                    ofConsumer: names.scorerDurable(stream: stream), onStream: names.alerts),
                consumer.pending > 0 || consumer.unacked > 0
            else { continue }
            done = min(done, consumer.ackFloor + 1)
        }
        if done > state.firstSequence {
            try await mesh.jetStream.purge(stream: names.alerts, before: done)
            mesh.log.info("scored alerts let go", metadata: ["project": "\(project)", "before": "\(done)"])
        } else {
            mesh.log.error(
                "alerts fill their room and none of them is scored: new ones will be refused",
                metadata: ["project": "\(project)", "fill": "\(String(format: "%.2f", share))"])
        }
    }
}
