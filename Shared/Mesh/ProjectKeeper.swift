import Bus
import Messages
import State

/// Makes the JetStream streams of a project as its declared streams need them.
public struct ProjectKeeper: Sendable {
    private let registry: Registry
    private let jetStream: JetStream

    /// A keeper over a registry and JetStream.
    public init(registry: Registry, jetStream: JetStream) {
        self.registry = registry
        self.jetStream = jetStream
    }

    /// Makes what a project's declared streams need in JetStream; whatever is there already stays.
    ///
    /// One keeper at a time: the subjects of ALERTS are those of all streams together.
    public func ensure(project: String) async throws {
        try await Lease(registry.redis, key: "peryton:\(project):keeping", lifetime: .seconds(30)).holding {
            let names = ProjectStreams(project)
            let streams = try await registry.streams(of: project).map(\.name)
            for declaration in names.otherDeclarations { try await jetStream.ensure(declaration) }
            guard !streams.isEmpty else { return }
            try await jetStream.ensure(names.alertsDeclaration(streams: streams))
            for stream in streams {
                let durable = names.scorerDurable(stream: stream)
                guard try await jetStream.state(ofConsumer: durable, onStream: names.alerts) == nil else { continue }
                _ = try await jetStream.ensure(names.scorerConsumer(stream: stream), onStream: names.alerts)
            }
        }
    }

    /// Declares a stream: in the registry, and with all it needs in JetStream.
    public func declare(_ stream: StreamDeclaration) async throws {
        try await registry.declare(stream)
        try await ensure(project: stream.project)
    }
}
