import Bus
import Mesh
import Synchronization

/// Which projects there are: those with a stream, and those with a catalogue.
final class CatalogProjects: Sendable {
    private let mesh: MeshConnection
    private let known = Mutex<Set<String>>([])

    init(_ mesh: MeshConnection) {
        self.mesh = mesh
    }

    /// Refuses a project that nobody has made: a mistyped name must not become a catalogue.
    func check(_ project: String) async throws {
        if known.withLock({ $0.contains(project) }) { return }
        guard try await mesh.registry.projects().contains(project) else {
            throw RequestError(
                "not-found",
                "project \"\(project)\" has neither a stream nor a catalogue; load a table into it first: peryton load")
        }
        known.withLock { _ = $0.insert(project) }
    }

    /// Makes a project, with all that jobs need, where it is not there.
    func make(_ project: String) async throws {
        if known.withLock({ $0.contains(project) }) { return }
        try await mesh.registry.note(project: project)
        try await ProjectKeeper(registry: mesh.registry, jetStream: mesh.jetStream).ensure(project: project)
        known.withLock { _ = $0.insert(project) }
    }
}
