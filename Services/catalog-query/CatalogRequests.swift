import Bus
import Catalog
import Jobs
import Mesh
import Messages
import Threads

/// The verbs of the service on the bus.
struct CatalogRequests: Sendable {
    private let mesh: MeshConnection
    private let catalogs: Catalogs
    private let options: CatalogOptions
    private let desk: CatalogDesk
    private let quick: QuickQueries
    private let loads: LoadDesk
    private let projects: CatalogProjects

    init(_ service: CatalogService) {
        mesh = service.mesh
        catalogs = service.catalogs
        options = service.options
        desk = CatalogDesk(catalogs: catalogs, options: options)
        quick = QuickQueries(catalogs: catalogs, options: options)
        projects = CatalogProjects(mesh)
        loads = LoadDesk(catalogs: catalogs, options: options)
    }

    /// Answers until the task is cancelled.
    func run() async throws {
        // What an earlier life of the mesh left on disk.
        for project in catalogs.folders where (try? MeshName.check(project, "project")) != nil {
            try await projects.make(project)
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            answer("query-check", QueryRequest.self, in: &group) { try await desk.check($0, project: $1, user: $2) }
            answer("query-explain", QueryRequest.self, in: &group) { try await desk.explain($0, project: $1, user: $2) }
            answer("query-quick", QueryRequest.self, in: &group) { try await quick.answer($0, project: $1, user: $2) }
            answer("table-list", TableListRequest.self, in: &group) { try await desk.tables($0, project: $1, user: $2) }
            answer("cross-match", CrossMatchRequest.self, in: &group) {
                try await desk.match($0, project: $1, user: $2)
            }
            answer("upload", FilePiece.self, makesProject: true, in: &group) {
                try await loads.upload($0, project: $1, user: $2)
            }
            answer("load-inspect", LoadParameters.self, makesProject: true, in: &group) {
                try await loads.inspect($0, project: $1, user: $2)
            }
            answer("table-drop", NameRequest.self, in: &group) { try await desk.drop($0.name, project: $1, user: $2) }
            answer("quota", NameRequest.self, in: &group) { _, project, user in
                try await desk.quota(project: project, user: user)
            }
            group.addTask { try await listenForCancels() }
            try await group.waitForAll()
        }
    }

    private func answer<Question: Message>(
        _ verb: String, _ question: Question.Type, makesProject: Bool = false,
        in group: inout ThrowingTaskGroup<Void, any Error>,
        _ answer: @escaping @Sendable (Question, _ project: String, _ user: String) async throws -> any Message
    ) {
        group.addTask {
            try await mesh.serve(verb, question, concurrency: 256, on: BlockingThreads.shared) {
                question, project, user in
                do {
                    if makesProject { try await projects.make(project) } else { try await projects.check(project) }
                    return try await answer(question, project, user)
                } catch {
                    throw CatalogRefusal.onTheBus(error)
                }
            }
        }
    }

    /// Every copy listens: only one of them runs the query, and nobody knows which.
    private func listenForCancels() async throws {
        for await message in try mesh.bus.messages(on: Subject.rpcOfAll(mesh.service, "query-cancel")) {
            guard let caller = try? Subject.caller(of: message),
                let request = try? message.withBody({ bytes throws(MessageError) in
                    try NameRequest(serialized: bytes)
                })
            else { continue }
            quick.cancel(request.name, project: caller.project, user: caller.user)
            // Who asks wants to know that it was heard; the query itself tells that it ended.
            if !message.reply.isEmpty {
                try? mesh.bus.publish(OutgoingMessage(subject: message.reply, body: request.serialized()))
            }
        }
    }
}
