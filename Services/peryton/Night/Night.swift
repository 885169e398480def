import Bus
import Foundation
import Mesh
import Messages

/// One night through the mesh, as its users would live it: declare a stream, subscribe, publish, hear of the odd ones.
struct Night {
    let plan: NightPlan
    let client: MeshClient
    let progress: ProgressLine
    let scores = NightScores()
    let notices: NightNotices
    let tally = PublishTally()
    /// What was published earlier is none of this night's.
    let begun = UnixTime.now

    static let stream = "night"
    static let anomalyLimit = 0.01
    /// How long nothing may move before the night is given up.
    static let patienceSeconds = 120.0

    init(plan: NightPlan, client: MeshClient) {
        self.plan = plan
        self.client = client
        progress = ProgressLine("night")
        notices = NightNotices(progress: progress)
    }

    var names: ProjectStreams { ProjectStreams(client.project) }

    /// Runs the night, prints the anomalies as they are found and the summary at the end.
    func run() async throws -> NightSummary {
        defer { progress.clear() }
        try await declareStream(trainAfter: plan.trainAfter)
        let isTrained = try await client.patiently { try await client.forests(of: Self.stream) }.contains(
            where: \.isLive)
        let lettersBefore = try await client.jetStream.state(ofStream: names.dead)?.lastSequence ?? 0
        let forestReader = try await client.news(of: names.forests, subject: Subject.forestEvent(client.project))
        let scoreReader = try await client.news(of: names.scores, subject: Subject.score(client.project, Self.stream))
        defer {
            forestReader.end()
            scoreReader.end()
        }
        return try await withNotices { noticeReader in
            try await withThrowingTaskGroup(of: NightSummary?.self) { group in
                group.addTask {
                    try await scores.read(scoreReader, since: begun)
                    return nil
                }
                group.addTask {
                    try await notices.read(noticeReader, since: begun, on: client.bus)
                    return nil
                }
                group.addTask {
                    let rate = isTrained ? nil : try await trainFirst(forestReader)
                    try await sendRest()
                    return try await summary(alertsPerSecond: rate, lettersBefore: lettersBefore)
                }
                while let result = try await group.next() {
                    guard let result else { continue }
                    group.cancelAll()
                    return result
                }
                throw CancellationError()
            }
        }
    }

    /// So that `peryton cutout --anomaly` shows what the night's anomalies look like.
    private static let keepStampsDays: UInt32 = 1

    func declareStream(trainAfter: Int) async throws {
        let stream = StreamDeclaration(
            project: client.project, name: Self.stream, anomalyLimit: Self.anomalyLimit,
            trainAfterAlerts: UInt64(trainAfter), keepStampsDays: Self.keepStampsDays)
        _ = try await client.patiently {
            try await client.bus.call(client.rpc("ingest", "stream-create"), stream, as: StreamDeclaration.self)
        }
    }

    /// Lends the reader of a subscription that ends with the night.
    ///
    /// It is this night's own: of a subscription that stays, an anomaly that an earlier night told is not told again.
    private func withNotices<Answer>(_ body: (PullConsumer) async throws -> Answer) async throws -> Answer {
        let name = "night-\(begun.microseconds)"
        let reader = try await client.patiently {
            try await client.subscribe(
                Subscription(
                    project: client.project, name: name, owner: client.user, streams: [Self.stream],
                    tailProbabilityLimit: Self.anomalyLimit))
        }
        func end() async {
            reader.end()
            // In a task of its own, as a cancelled one could not ask.
            await Task { try? await client.unsubscribe(name) }.value
        }
        do {
            let answer = try await body(reader)
            await end()
            return answer
        } catch {
            await end()
            throw error
        }
    }
}
