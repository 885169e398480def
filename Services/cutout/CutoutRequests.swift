import Bus
import Mesh
import Messages
import Threads

/// The verbs of the service on the bus.
struct CutoutRequests: Sendable {
    private let mesh: MeshConnection
    private let desk: CutoutDesk
    private let charts: ChartDesk
    private let stamps: StampDesk
    private let similar: SimilarDesk
    private let projects: KnownProjects

    init(_ service: CutoutService) {
        mesh = service.mesh
        desk = service.desk
        charts = ChartDesk(desk: service.desk)
        stamps = StampDesk(store: service.desk.stamps)
        similar = SimilarDesk(desk: service.desk, files: service.desk.similarity)
        projects = KnownProjects(service.mesh)
    }

    /// Answers until the task is cancelled.
    func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            answer("cutout", CutoutRequest.self, in: &group) { try desk.cutout($0, project: $1, user: $2) }
            answer("chart", ChartRequest.self, in: &group) { try charts.chart($0, project: $1, user: $2) }
            answer("similar", SimilarRequest.self, in: &group) { try similar.answer($0, project: $1, user: $2) }
            answer("stamp", StampRequest.self, in: &group) { request, project, _ in
                try stamps.answer(request, project: project)
            }
            answer("image-list", ImageListRequest.self, in: &group) { request, project, _ in
                try desk.list(request, project: project)
            }
            answer("scan-check", ScanParameters.self, makesProject: true, in: &group) { parameters, project, user in
                try ScanOrder(parameters, desk, project: project, user: user).parameters
            }
            answer("upload", FilePiece.self, in: &group) { try desk.upload($0, project: $1, user: $2) }
            try await group.waitForAll()
        }
    }

    private func answer<Question: Message>(
        _ verb: String, _ question: Question.Type, makesProject: Bool = false,
        in group: inout ThrowingTaskGroup<Void, any Error>,
        _ answer: @escaping @Sendable (Question, _ project: String, _ user: String) throws -> any Message
    ) {
        group.addTask {
            try await mesh.serve(verb, question, concurrency: 32, on: BlockingThreads.shared) {
                question, project, user in
                do {
                    if makesProject { try await projects.make(project) } else { try await projects.check(project) }
                    return try answer(question, project, user)
                } catch {
                    throw CutoutRefusal.onTheBus(error)
                }
            }
        }
    }
}
