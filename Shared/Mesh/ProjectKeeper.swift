import Bus
import Messages

/// Makes the JetStream streams of a project as its declared streams need them.
public struct ProjectKeeper: Sendable {
    private let registry: Registry
    private let jetStream: JetStream

    /// A keeper over a registry and JetStream.
    public init(registry: Registry, jetStream: JetStream) {
        self.registry = registry
        self.jetStream = jetStream
    }

    /// Makes what a project with these streams needs, in JetStream; whatever is there already stays.
    public func ensure(project: String, streams: [String]) async throws {
        let names = ProjectStreams(project)
        for declaration in names.otherDeclarations { try await jetStream.ensure(declaration) }
        guard !streams.isEmpty else { return }
        try await jetStream.ensure(names.alertsDeclaration(streams: streams))
        for stream in streams {
            _ = try await jetStream.ensure(names.scorerConsumer(stream: stream), onStream: names.alerts)
        }
    }

    /// Declares a stream: in the registry, and with all it needs in JetStream.
    public func declare(_ stream: StreamDeclaration) async throws {
        var names = try await registry.streams(of: stream.project).map(\.name)
        if !names.contains(stream.name) { names.append(stream.name) }
        try await ensure(project: stream.project, streams: names)
        try await registry.declare(stream)
    }
}
