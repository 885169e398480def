import Bus
import Foundation
import Mesh
import Messages
import ServiceLifecycle
import Simulation
import Synchronization

/// One night through the mesh, as its users would live it: declare a stream, subscribe, publish, hear of the odd ones.
struct Night {
    let plan: NightPlan
    let client: MeshClient

    static let stream = "night"
    private static let subscription = "night"
    /// How long nothing may move before the night is given up.
    static let patienceSeconds = 120.0

    /// Runs the night, prints the anomalies as they are found and the summary at the end.
    func run() async throws -> NightSummary {
        try await declareStream(trainAfter: plan.trainAfter)
        let progress = ProgressLine("night")
        let scores = NightScores()
        let notices = NightNotices(progress: progress)
        let tally = PublishTally()
        let scoreReader = try await client.jetStream.consume(
            names.scores, ConsumerConfiguration(durable: nil, filterSubject: Subject.score(client.project, Self.stream))
        )
        let noticeReader = try await client.patiently {
            try await client.subscribe(
                Subscription(
                    project: client.project, name: Self.subscription, owner: client.user, streams: [Self.stream],
                    tailProbabilityLimit: Self.anomalyLimit))
        }
        defer {
            scoreReader.end()
            noticeReader.end()
        }
        return try await withThrowingTaskGroup(of: NightSummary?.self) { group in
            group.addTask {
                try await scores.read(scoreReader)
                return nil
            }
            group.addTask {
                try await notices.read(noticeReader, on: client.bus)
                return nil
            }
            group.addTask {
                try await send(scores, notices, tally, progress)
            }
            while let result = try await group.next() {
                guard let result else { continue }
                group.cancelAll()
                return result
            }
            throw CancellationError()
        }
    }

    static let anomalyLimit = 0.01

    private var names: ProjectStreams { ProjectStreams(client.project) }

    func declareStream(trainAfter: Int) async throws {
        let stream = StreamDeclaration(
            project: client.project, name: Self.stream, anomalyLimit: Self.anomalyLimit,
            trainAfterAlerts: UInt64(trainAfter))
        _ = try await client.patiently {
            try await client.bus.call(client.rpc("ingest", "stream-create"), stream, as: StreamDeclaration.self)
        }
    }
}
