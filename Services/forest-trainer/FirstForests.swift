import Bus
import Jobs
import Logging
import Mesh
import Messages

/// Orders the first forest of a stream once enough of its alerts have come.
///
/// The job's id is made from the stream, so however many trainers order it, it is one job.
struct FirstForests {
    let mesh: MeshConnection
    let store: JobStore

    /// User in whose name the service orders jobs.
    static let user = "forest-trainer"

    /// Looks at each stream and orders what is due.
    func order(for streams: [StreamDeclaration]) async throws {
        for stream in streams where stream.trainAfterAlerts > 0 {
            let id = "first-\(stream.name)"
            guard try await mesh.registry.liveVersion(stream.project, stream.name) == nil,
                try await store.job(stream.project, id) == nil,
                try await alerts(of: stream) >= stream.trainAfterAlerts
            else { continue }
            mesh.log.info(
                "enough alerts for the first forest",
                metadata: ["project": "\(stream.project)", "stream": "\(stream.name)"])
            let client = try JobClient(connection: mesh.bus, publisher: mesh.publisher, user: Self.user)
            try await client.submit(
                Job(
                    id: id, project: stream.project, owner: Self.user, kind: "train",
                    name: "first forest of \(stream.name)",
                    train: TrainParameters(stream: stream.name)))
        }
    }

    private func alerts(of stream: StreamDeclaration) async throws -> UInt64 {
        let subject = Subject.alert(stream.project, stream.name)
        let state = try await mesh.jetStream.state(ofStream: ProjectStreams(stream.project).alerts, subjects: subject)
        return state?.messagesPerSubject[subject] ?? 0
    }
}
