import Foundation
import ServiceKit
import TestSupport

@testable import Catalog

/// One PostgreSQL server for all tests of this process, each of which takes a project of its own.
enum TestPostgres {
    /// The roles of a server that may be used; nil, with words, where PostgreSQL is not installed.
    static func addresses() async throws -> PostgresAddresses? {
        do {
            return try await started.value.addresses
        } catch ProcessError.missingProgram {
            print("PostgreSQL is not installed (make test installs it): not tested")
            return nil
        }
    }

    /// A catalogue of a project that nobody else has.
    static func catalog(curators: Set<String> = ["curator"], project: String? = nil) async throws -> PostgresCatalog? {
        guard let addresses = try await addresses() else { return nil }
        return try PostgresCatalog(addresses, project: project ?? "p\(UUID().uuidString)", curators: curators)
    }

    private struct Started: Sendable {
        let server: LocalServer
        let addresses: PostgresAddresses
    }

    private static let folder = "\(NSTemporaryDirectory())/peryton-test-postgres-\(getpid())"

    private static let started = Task {
        atexit { try? FileManager.default.removeItem(atPath: TestPostgres.folder) }
        let kind = PostgresServerKind(settings: ["fsync": "off", "shared_buffers": "128MB"])
        let server = try await LocalServer.start(kind, folder: folder)
        return Started(server: server, addresses: try makeRoles(kind, port: server.port))
    }

    /// Sets up what `deploy/README.md` tells the database's administrator to set up.
    static func makeRoles(_ kind: PostgresServerKind, port: UInt16) throws -> PostgresAddresses {
        func address(_ user: String, _ password: String, _ database: String) -> String {
            PostgresServerKind.connectionString(port: port, user: user, password: password, database: database)
        }
        let superuser = PostgresServerKind.superuser
        let server = try PostgresConnection(address(superuser, kind.password, "postgres"), session: "SELECT 1")
        let (owner, reader) = (UUID().uuidString, UUID().uuidString)
        try server.run("CREATE ROLE peryton_owner LOGIN CREATEROLE PASSWORD '\(owner)'")
        try server.run("CREATE ROLE peryton_reader LOGIN PASSWORD '\(reader)'")
        try server.run("ALTER ROLE peryton_reader SET temp_file_limit = '1GB'")
        try server.run("CREATE DATABASE peryton OWNER peryton_owner")
        let database = try PostgresConnection(address(superuser, kind.password, "peryton"), session: "SELECT 1")
        try database.run("CREATE SCHEMA peryton AUTHORIZATION peryton_owner")
        do {
            try database.run("CREATE EXTENSION q3c SCHEMA peryton")
        } catch {
            print("Q3C is not installed (make test installs it): PostgreSQL is tested without: \(error)")
        }
        return PostgresAddresses(
            owner: address("peryton_owner", owner, "peryton"), reader: address("peryton_reader", reader, "peryton"))
    }
}
