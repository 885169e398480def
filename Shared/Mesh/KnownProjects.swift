import Bus
import Synchronization

/// Which projects there are: those with a stream, a catalogue or images.
public final class KnownProjects: Sendable {
    private let mesh: MeshConnection
    private let known = Mutex<Set<String>>([])

    /// Knows none yet.
    public init(_ mesh: MeshConnection) {
        self.mesh = mesh
    }

    /// Refuses a project that nobody has made: a mistyped name must not become one.
    public func check(_ project: String) async throws {
        if known.withLock({ $0.contains(project) }) { return }
        guard try await mesh.registry.projects().contains(project) else {
            throw RequestError(
                "not-found",
                "project \"\(project)\" has neither a stream nor a catalogue nor images; see peryton load, peryton images scan"
            )
        }
        known.withLock { _ = $0.insert(project) }
    }

    /// Makes a project, with all that jobs need, where it is not there.
    public func make(_ project: String) async throws {
        if known.withLock({ $0.contains(project) }) { return }
        try await mesh.registry.note(project: project)
        try await ProjectKeeper(registry: mesh.registry, jetStream: mesh.jetStream).ensure(project: project)
        known.withLock { _ = $0.insert(project) }
    }
}
