import Catalog
import Foundation
import Mesh
import Synchronization

/// The catalogue of each project, opened when somebody first asks for it.
final class Catalogs: Sendable {
    private let options: CatalogOptions
    private let postgres: PostgresAddresses?
    private let engines = Mutex<[String: any CatalogEngine]>([:])

    init(_ options: CatalogOptions) throws {
        self.options = options
        postgres = try options.postgres.map { try PostgresAddresses(file: $0) }
        try FileManager.default.createDirectory(
            atPath: options.data, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }

    /// The catalogue of a project, whose name has been checked.
    func engine(for project: String) throws -> any CatalogEngine {
        try engines.withLock { engines in
            if let known = engines[project] { return known }
            let engine = try open(project)
            engines[project] = engine
            return engine
        }
    }

    private func open(_ project: String) throws -> any CatalogEngine {
        guard let postgres else {
            return try SQLiteCatalog(folder: "\(options.data)/\(project)", curators: options.curatorNames)
        }
        return try PostgresCatalog(postgres, project: project, curators: options.curatorNames)
    }

    /// The projects that have a catalogue here.
    var projects: [String] {
        let found = (try? FileManager.default.contentsOfDirectory(atPath: options.data)) ?? []
        return found.filter { (try? MeshName.check($0, "project")) != nil }.sorted()
    }
}
