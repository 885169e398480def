import Bus
import Jobs
import Logging
import Mesh
import Messages

/// Orders the first forest of a stream once enough of its alerts have come.
///
/// The job's id is made from the stream, so however many trainers order it, and however often, it is one job.
actor FirstForests {
    private let mesh: MeshConnection
    private let store: JobStore
    /// When this trainer last ordered the first forest of a stream, or found that it had failed.
    private var ordered: [String: ContinuousClock.Instant] = [:]

    /// User in whose name the service orders jobs.
    static let user = "forest-trainer"
    private static let pause = Duration.seconds(60)

    init(mesh: MeshConnection, store: JobStore) {
        self.mesh = mesh
        self.store = store
    }

    /// Looks at each stream and orders what is due; what fails is looked at again the next time.
    func order(for streams: [StreamDeclaration]) async {
        for stream in streams where stream.trainAfterAlerts > 0 {
            let key = "\(stream.project)/\(stream.name)"
            if let last = ordered[key], last + Self.pause > .now { continue }
            do {
                if try await order(for: stream) { ordered[key] = .now }
            } catch {
                guard !PassingFailure.isPassing(error), !(error is CancellationError) else { continue }
                mesh.log.error(
                    "first forest not ordered",
                    metadata: ["project": "\(stream.project)", "stream": "\(stream.name)", "reason": "\(error)"])
            }
        }
    }

    /// Orders the first forest of a stream where it is due; whether there is nothing to be looked at for a while.
    private func order(for stream: StreamDeclaration) async throws -> Bool {
        let id = "first-\(stream.name)"
        guard try await mesh.registry.liveVersion(stream.project, stream.name) == nil else { return true }
        if let job = try await store.job(stream.project, id), job.phase.isFinal {
            mesh.log.error(
                "the first forest could not be trained; order one with: peryton train \(stream.name)",
                metadata: ["project": "\(stream.project)", "job": "\(id)", "reason": "\(job.error)"])
            return true
        }
        guard try await alerts(of: stream) >= stream.trainAfterAlerts else { return false }
        mesh.log.info(
            "enough alerts for the first forest",
            metadata: ["project": "\(stream.project)", "stream": "\(stream.name)"])
        let client = try JobClient(connection: mesh.bus, publisher: mesh.publisher, user: Self.user)
        try await client.submit(
            Job(
                id: id, project: stream.project, owner: Self.user, kind: "train",
                name: "first forest of \(stream.name)",
                train: TrainParameters(stream: stream.name)))
        return true
    }

    private func alerts(of stream: StreamDeclaration) async throws -> UInt64 {
        let subject = Subject.alert(stream.project, stream.name)
        let state = try await mesh.jetStream.state(ofStream: ProjectStreams(stream.project).alerts, subjects: subject)
        return state?.messagesPerSubject[subject] ?? 0
    }
}
