import Foundation
import Jobs
import Mesh
import Messages
import ServiceLifecycle

/// Trains forests: the jobs of every project, what each stream is due by itself, and trees for other trainers.
struct TrainerService: Service {
    let mesh: MeshConnection
    /// Its name among the trainers: tells in Redis who is at what.
    private let name = "\(ProcessInfo.processInfo.processIdentifier)-\(JobClient.newID())"

    init(mesh: MeshConnection) {
        self.mesh = mesh
    }

    func run() async throws {
        let jobs = JobService(
            mesh: mesh,
            [
                JobWork("train") { context in
                    try await Training(mesh: mesh, context: context, trainer: name).run()
                }
            ])
        let store = jobs.store
        let due = DueForests(mesh: mesh, store: store)
        var projects: Set<String> = []
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                await mesh.keepGoing("answering") {
                    try await cancelWhenGracefulShutdown { try await answerRequests() }
                }
            }
            group.addTask {
                await mesh.keepGoing("jobs") { try await cancelWhenGracefulShutdown { try await jobs.run() } }
            }
            for await streams in StreamWatch(mesh).changes().cancelOnGracefulShutdown() {
                for project in Set(streams.map(\.project)) where projects.insert(project).inserted {
                    group.addTask {
                        await mesh.keepGoing("trees of \(project)") {
                            let worker = TreesWorker(mesh: mesh, project: project, store: store, trainer: name)
                            try await cancelWhenGracefulShutdown {
                                try await mesh.patiently("trees of \(project)") { try await worker.run() }
                            }
                        }
                    }
                }
                await due.order(for: streams)
            }
        }
    }

    private func answerRequests() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await mesh.serve("forest-list", NameRequest.self) { question, project, _ in
                    var forests: [ForestRecord] = []
                    for stream in try await mesh.registry.streams(of: project)
                    where question.name.isEmpty || question.name == stream.name {
                        forests += try await mesh.registry.forests(project, stream.name)
                    }
                    return ForestList(forests: forests)
                }
            }
            group.addTask { try await answerForestFiles(ForestDesk(mesh: mesh)) }
            try await group.waitForAll()
        }
    }

    /// Whole forests are large: few at a time.
    private func answerForestFiles(_ desk: ForestDesk) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await mesh.serve("forest-get", ForestRequest.self, concurrency: 4) { question, project, _ in
                    try await desk.get(question, in: project)
                }
            }
            group.addTask {
                try await mesh.serve("upload", UploadPiece.self, concurrency: 8) { piece, project, user in
                    try await desk.upload(piece, in: project, by: user)
                }
            }
            group.addTask {
                try await mesh.serve("forest-import", ForestImport.self, concurrency: 4) { question, project, user in
                    try await desk.take(question, in: project, by: user)
                }
            }
            try await group.waitForAll()
        }
    }
}
