import Alerts
import Bus
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
    ///
    /// Names that nobody declared are not remembered, however many are tried.
    func stream(_ project: String, _ name: String) async throws -> OpenStream? {
        let key = "\(project)/\(name)"
        if let entry = entries[key], entry.until > .now { return entry.stream }
        guard let declaration = try await registry.stream(project, name) else {
            entries[key] = nil
            return nil
        }
        let stream = OpenStream(
            declaration: declaration, reader: try reader(for: declaration, known: entries[key]?.stream))
        entries[key] = Entry(stream: stream, until: UnixTime.now.adding(seconds: Self.lifetimeSeconds))
        return stream
    }

    /// The reader, which remembers compiled schemas, is kept while the feature set stays the same.
    private func reader(for declaration: StreamDeclaration, known: OpenStream?) throws -> AlertReader {
        if let known, known.declaration.featureSet == declaration.featureSet,
            known.declaration.featureSetVersion == declaration.featureSetVersion
        {
            return known.reader
        }
        let (name, version) = (declaration.featureSet, declaration.featureSetVersion)
        guard let featureSet = FeatureSet.named(name, version: version) else {
            throw RequestError(
                "unavailable",
                "stream \(declaration.name) carries \(name) version \(version), which this ingest does not know; upgrade it"
            )
        }
        return AlertReader(featureSet: featureSet)
    }

    /// Looks a stream up anew the next time.
    func forget(_ project: String, _ name: String) {
        entries["\(project)/\(name)"] = nil
    }
}
