import Bus
import Jobs
import Logging
import Mesh
import Messages

/// Orders what streams are due by themselves: the first forest once enough alerts have come, and fresh trees after every
/// so many more, or as soon as the live forest drifts.
///
/// A job's id is made from the stream, and the forest whose trees are replaced, so however many trainers order it, and
/// however often, it is one job.
actor DueForests {
    private let mesh: MeshConnection
    private let store: JobStore
    /// Until when a stream's new alerts need not be counted.
    private var rest: [String: ContinuousClock.Instant] = [:]
    /// When a job was last ordered, or found to have failed.
    private var ordered: [String: ContinuousClock.Instant] = [:]

    /// User in whose name the service orders jobs.
    static let user = "forest-trainer"
    /// Between two orders of one job.
    private static let orderPause = Duration.seconds(60)
    /// Between two counts of a stream's new alerts.
    private static let countPause = Duration.seconds(5)
    /// A forest that drifts does not wait for more new alerts than this.
    private static let alertsAfterDrift: UInt64 = 500

    init(mesh: MeshConnection, store: JobStore) {
        self.mesh = mesh
        self.store = store
    }

    /// Looks at each stream and orders what is due; what fails is looked at again the next time.
    func order(for streams: [StreamDeclaration]) async {
        ordered = ordered.filter { $0.value + Self.orderPause >= .now }
        for stream in streams where stream.trainAfterAlerts > 0 || stream.refreshAfterAlerts > 0 {
            do {
                try await order(for: stream)
            } catch {
                guard !PassingFailure.isPassing(error), !(error is CancellationError) else { continue }
                mesh.log.error(
                    "forest not ordered",
                    metadata: ["project": "\(stream.project)", "stream": "\(stream.name)", "reason": "\(error)"])
            }
        }
    }

    private func order(for stream: StreamDeclaration) async throws {
        if let version = try await mesh.registry.liveVersion(stream.project, stream.name) {
            guard stream.refreshAfterAlerts > 0,
                let live = try await mesh.registry.forest(stream.project, stream.name, version: version),
                // One tree at least stays.
                live.trees > 1
            else { return }
            let job = Job(
                id: "refresh-\(stream.name)-\(live.version)", project: stream.project, owner: Self.user,
                kind: "train", name: "fresh trees for \(live.id)",
                train: TrainParameters(
                    stream: stream.name, replaceTrees: min(stream.refreshTrees, live.trees - 1)), sharedWith: ["*"])
            if isDue(job), try await hasNewAlerts(stream, since: live) { try await submit(job) }
        } else if stream.trainAfterAlerts > 0 {
            let job = Job(
                id: "first-\(stream.name)", project: stream.project, owner: Self.user, kind: "train",
                name: "first forest of \(stream.name)", train: TrainParameters(stream: stream.name), sharedWith: ["*"])
            if isDue(job), try await alerts(of: stream) >= stream.trainAfterAlerts { try await submit(job) }
        }
    }

    private func isDue(_ job: Job) -> Bool {
        guard let last = ordered["\(job.project)/\(job.id)"] else { return true }
        return last + Self.orderPause < .now
    }

    /// Whether so many alerts have come since a forest was grown that it is to be refreshed.
    private func hasNewAlerts(_ stream: StreamDeclaration, since live: ForestRecord) async throws -> Bool {
        let names = ProjectStreams(stream.project)
        let key = "\(stream.project)/\(stream.name)"
        let isDrifting = try await mesh.registry.isDriftTold(of: live)
        let needed = isDrifting ? min(Self.alertsAfterDrift, stream.refreshAfterAlerts) : stream.refreshAfterAlerts
        if let until = rest[key], until > .now, !isDrifting { return false }
        // All streams of a project share its sequences: these are the most that can have come of this one.
        guard let state = try await mesh.jetStream.state(ofStream: names.alerts),
            state.lastSequence >= live.lastSequence + needed
        else { return false }
        let reader = try await mesh.jetStream.ensure(
            ConsumerConfiguration(
                durable: nil, filterSubject: Subject.alert(stream.project, stream.name),
                start: .sequence(max(1, live.lastSequence + 1))),
            onStream: names.alerts)
        let new = try await mesh.jetStream.state(ofConsumer: reader, onStream: names.alerts)?.pending ?? 0
        try await mesh.jetStream.deleteConsumer(reader, onStream: names.alerts)
        if new < needed { rest[key] = .now + Self.countPause }
        return new >= needed
    }

    /// Orders a job unless it has failed before.
    private func submit(_ job: Job) async throws {
        ordered["\(job.project)/\(job.id)"] = .now
        if let known = try await store.job(job.project, job.id), known.phase.isFinal {
            return mesh.log.error(
                "\(job.name) could not be trained; order it with: peryton train",
                metadata: ["project": "\(job.project)", "job": "\(job.id)", "reason": "\(known.error)"])
        }
        mesh.log.info("enough alerts", metadata: ["project": "\(job.project)", "for": "\(job.name)"])
        let client = try JobClient(connection: mesh.bus, publisher: mesh.publisher, user: Self.user)
        do {
            try await client.submit(job)
        } catch {
            ordered["\(job.project)/\(job.id)"] = nil
            throw error
        }
    }

    private func alerts(of stream: StreamDeclaration) async throws -> UInt64 {
        let subject = Subject.alert(stream.project, stream.name)
        let state = try await mesh.jetStream.state(ofStream: ProjectStreams(stream.project).alerts, subjects: subject)
        return state?.messagesPerSubject[subject] ?? 0
    }
}
