import Alerts
import Mesh
import Messages

/// A declared stream and the reader of its packets.
struct OpenStream: Sendable {
    let declaration: StreamDeclaration
    let reader: AlertReader
}

/// The declared streams, remembered for a second, so that a packet costs no look-up.
actor StreamDirectory {
    private struct Entry {
        var stream: OpenStream
        var until: UnixTime
    }

    private let registry: Registry
    private var entries: [String: Entry] = [:]
    private static let lifetimeSeconds = 1.0

    init(_ registry: Registry) {
        self.registry = registry
    }

    /// The stream, nil where it is not declared.
    func stream(_ project: String, _ name: String) async throws -> OpenStream? {
        let key = "\(project)/\(name)"
        if let entry = entries[key], entry.until > .now { return entry.stream }
        let declaration = try await registry.stream(project, name)
        let stream = declaration.flatMap { declaration -> OpenStream? in
            // The reader, which remembers compiled schemas, is kept while the feature set stays the same.
            if let known = entries[key]?.stream, known.declaration.featureSet == declaration.featureSet,
                known.declaration.featureSetVersion == declaration.featureSetVersion
            {
                return OpenStream(declaration: declaration, reader: known.reader)
            }
            return FeatureSet.named(declaration.featureSet, version: declaration.featureSetVersion)
                .map { OpenStream(declaration: declaration, reader: AlertReader(featureSet: $0)) }
        }
        // Names that nobody declared are not worth remembering, however many are tried.
        guard let stream else {
            entries[key] = nil
            return nil
        }
        entries[key] = Entry(stream: stream, until: UnixTime.now.adding(seconds: Self.lifetimeSeconds))
        return stream
    }

    /// Looks a stream up anew the next time.
    func forget(_ project: String, _ name: String) {
        entries["\(project)/\(name)"] = nil
    }
}
