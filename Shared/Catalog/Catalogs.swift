import Foundation
import Synchronization

/// The catalogue of each project, opened when somebody first asks for it.
public final class Catalogs: Sendable {
    private let folder: String
    private let postgres: PostgresAddresses?
    private let curators: Set<String>
    private let engines = Mutex<[String: any CatalogEngine]>([:])

    /// Opens no catalogue yet.
    ///
    /// - Parameters:
    ///   - folder: folder of the SQLite files, one folder a project; it is made where it is missing.
    ///   - postgresFile: file with PostgreSQL's connection strings; nil: SQLite keeps the catalogues.
    ///   - curators: users who may load and drop tables that everybody sees.
    public init(folder: String, postgresFile: String?, curators: Set<String>) throws {
        self.folder = folder
        self.curators = curators
        postgres = try postgresFile.map { try PostgresAddresses(file: $0) }
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }

    /// The catalogue of a project, whose name has been checked.
    public func engine(for project: String) throws -> any CatalogEngine {
        try engines.withLock { engines in
            if let known = engines[project] { return known }
            let engine = try open(project)
            engines[project] = engine
            return engine
        }
    }

    private func open(_ project: String) throws -> any CatalogEngine {
        guard let postgres else { return try SQLiteCatalog(folder: "\(folder)/\(project)", curators: curators) }
        return try PostgresCatalog(postgres, project: project, curators: curators)
    }

    /// Folders of catalogues that are here.
    public var folders: [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
    }
}
