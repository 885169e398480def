import ADQL
import Tables

/// Makes in a database what the engine needs there, and finds out what the server has.
///
/// Everything lies in schema `peryton`: descriptions of all projects' tables, views of them that show one user's part, and
/// our functions. Running it again changes nothing unless its text has changed.
struct PostgresSetup {
    /// Whether there is Q3C, which cones and joins on the sky are fast with.
    let hasQ3C: Bool
    /// Version of pgSphere where it is found; nothing needs it.
    let pgSphere: String?
    /// Version of the server.
    let version: String
    /// The reader's role.
    let readerRole: String
    /// Where names are looked up: Q3C's functions, and ours.
    let searchPath: String

    /// What each reading session begins with.
    ///
    /// A query whose asker has gone ends within a second.
    var session: String {
        // A generic plan would know neither the cone's place nor its size.
        """
        SET search_path = \(searchPath);
        SET default_transaction_read_only = on;
        SET plan_cache_mode = force_custom_plan;
        SET idle_in_transaction_session_timeout = '10min';
        SET extra_float_digits = 1;
        SET jit = off;
        SET client_connection_check_interval = '1s';
        """
    }

    /// Connects as both roles, and sets up what is missing.
    init(_ addresses: PostgresAddresses, project: String) throws {
        let reader = try PostgresConnection(addresses.reader, session: "SELECT 1")
        let owner = try PostgresConnection(addresses.owner, session: Self.ownerSession)
        guard let reading = try reader.texts("SELECT current_user::text").first,
            let owning = try owner.texts("SELECT current_user::text").first, reading != owning
        else {
            throw CatalogError(
                .invalid,
                "PostgreSQL: the owner's and the reader's connection are of one role; the reader must own nothing")
        }
        readerRole = reading
        guard try owner.texts("SELECT current_database()::text") == reader.texts("SELECT current_database()::text")
        else {
            throw CatalogError(
                .invalid, "PostgreSQL: the owner's and the reader's connection lead to different databases")
        }
        try Self.makeExtension(owner)
        try owner.transaction {
            // Services that start at the same time set up one after the other.
            try owner.run("SELECT pg_catalog.pg_advisory_xact_lock(\(Self.lock))")
            try Self.makeSchema(owner)
            try Self.ensureRole(PostgresNames.role(project: project, owner: ""), reader: reading, on: owner)
            try Self.grant(to: reading, project: project, on: owner)
        }
        let extensions = try owner.texts(
            """
            SELECT e.extname || ' ' || e.extversion || ' ' || n.nspname
            FROM pg_catalog.pg_extension e JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace
            WHERE e.extname IN ('q3c', 'pg_sphere')
            """
        ).map { $0.split(separator: " ", maxSplits: 2).map(String.init) }
        let q3c = extensions.first { $0[0] == "q3c" }
        hasQ3C = q3c != nil
        pgSphere = extensions.first { $0[0] == "pg_sphere" }?[1]
        version = try owner.texts("SELECT pg_catalog.current_setting('server_version')").first ?? "?"
        let path = ["pg_catalog", "peryton"] + (q3c.map { $0[2] == "peryton" ? [] : [$0[2]] } ?? []) + ["pg_temp"]
        searchPath = path.map(\.quotedName).joined(separator: ", ")
        try reader.run(session)
        _ = try reader.texts("SELECT peryton.begin_reading('', '')")
    }

    /// What each session of the owner begins with.
    static let ownerSession = """
        SET search_path = pg_catalog, pg_temp;
        SET lock_timeout = '30s';
        SET idle_in_transaction_session_timeout = '1h';
        """

    static let lock = 0x5045_5259_544f

    /// Q3C may be made only by those who may; where it cannot, queries work without.
    private static func makeExtension(_ owner: PostgresConnection) throws {
        let known = try owner.texts(
            """
            SELECT a.name::text FROM pg_catalog.pg_available_extensions a
            WHERE a.name = 'q3c' AND a.installed_version IS NULL
            """)
        guard !known.isEmpty else { return }
        try owner.run("CREATE SCHEMA IF NOT EXISTS peryton")
        do {
            try owner.run("CREATE EXTENSION IF NOT EXISTS q3c SCHEMA peryton")
        } catch let error where error.kind != .unavailable {
            // Not allowed, or another service has just made it: what is there is looked up next.
        }
    }

    private static func makeSchema(_ owner: PostgresConnection) throws {
        try owner.run(
            """
            CREATE SCHEMA IF NOT EXISTS peryton;
            CREATE TABLE IF NOT EXISTS peryton.setup (fingerprint text NOT NULL);
            """)
        let fingerprint = PostgresNames.fingerprint(descriptions + views + functions)
        guard try owner.texts("SELECT fingerprint FROM peryton.setup") != [fingerprint] else { return }
        try owner.run(descriptions)
        // What an earlier version made is made anew; tables and their indexes do not depend on it.
        try owner.run(
            """
            DO $do$
            DECLARE made record;
            BEGIN
                FOR made IN SELECT p.oid::regprocedure AS name FROM pg_proc p
                    WHERE p.pronamespace = 'peryton'::regnamespace
                    AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
                LOOP
                    EXECUTE format('DROP FUNCTION IF EXISTS %s CASCADE', made.name);
                END LOOP;
            END $do$;
            SET LOCAL check_function_bodies = off;
            """)
        try owner.run(functions)
        try owner.run(views)
        try owner.run("DELETE FROM peryton.setup")
        try owner.query("INSERT INTO peryton.setup VALUES ($1)", PostgresParameters(texts: fingerprint)) { _ in }
    }

    /// Makes a role that nobody logs in as, and lets the reader become it.
    static func ensureRole(_ role: String, reader: String, on owner: PostgresConnection) throws {
        let known = try owner.texts(
            "SELECT 1::text FROM pg_catalog.pg_roles WHERE rolname = $1", PostgresParameters(texts: role))
        do {
            if known.isEmpty { try owner.run("CREATE ROLE \(role.quotedName)") }
            let member = try owner.texts(
                "SELECT 1::text WHERE pg_catalog.pg_has_role($1, $2, 'MEMBER')",
                PostgresParameters(texts: reader, role))
            if member.isEmpty { try owner.run("GRANT \(role.quotedName) TO \(reader.quotedName)") }
        } catch let error as CatalogError where error.kind == .forbidden {
            throw CatalogError(
                .forbidden,
                "PostgreSQL: the owner's role must be allowed to make roles (ALTER ROLE … CREATEROLE): \(error)")
        }
    }

    private static func grant(to reader: String, project: String, on owner: PostgresConnection) throws {
        let role = PostgresNames.role(project: project, owner: "")
        try owner.run(
            """
            REVOKE EXECUTE ON FUNCTION peryton.begin_reading(text, text) FROM PUBLIC;
            GRANT EXECUTE ON FUNCTION peryton.begin_reading(text, text) TO \(reader.quotedName);
            GRANT USAGE ON SCHEMA peryton TO \(reader.quotedName), \(role.quotedName);
            GRANT SELECT ON \(viewNames) TO \(reader.quotedName), \(role.quotedName);
            """)
        try owner.query(
            "INSERT INTO peryton.state (project, seen_by, generation) VALUES ($1, '', 0) ON CONFLICT DO NOTHING",
            PostgresParameters(texts: project)
        ) { _ in }
    }

    /// The views of one user's part.
    static let viewNames = (SQLiteSchema.tapTables.map { "peryton.tap_\($0.name)" } + ["peryton.seen_tables"])
        .joined(separator: ", ")

    // MARK: What is said of tables

    /// The tables that hold descriptions; `seen_by` is empty for what everybody of the project sees.
    private static let descriptions = """
        CREATE TABLE IF NOT EXISTS peryton.state (
            project text COLLATE "C" NOT NULL, seen_by text COLLATE "C" NOT NULL, generation bigint NOT NULL,
            PRIMARY KEY (project, seen_by));
        CREATE TABLE IF NOT EXISTS peryton.tables (
            project text COLLATE "C" NOT NULL, seen_by text COLLATE "C" NOT NULL,
            schema_name text COLLATE "C" NOT NULL, table_name text COLLATE "C" NOT NULL,
            place_schema text NOT NULL, place_table text NOT NULL, owner text NOT NULL, rows bigint NOT NULL,
            ra text, "dec" text, bytes bigint NOT NULL, created_us bigint NOT NULL, changed_us bigint NOT NULL,
            PRIMARY KEY (project, seen_by, table_name));
        CREATE UNIQUE INDEX IF NOT EXISTS tables_in_any_case ON peryton.tables (project, seen_by, lower(table_name));
        """
        + SQLiteSchema.tapTables.map { table in
            let columns = table.columns.map { column, _ in
                "\(column.name.quotedName) \(column.type == .text ? "text COLLATE \"C\"" : "integer")"
            }
            return """
                CREATE TABLE IF NOT EXISTS peryton.told_\(table.name) (
                    project text COLLATE "C" NOT NULL, seen_by text COLLATE "C" NOT NULL, \(columns.joined(separator: ", ")));
                CREATE INDEX IF NOT EXISTS told_\(table.name)_by ON peryton.told_\(table.name) (
                    project, seen_by, \(table.columns[0].0.name.quotedName));
                """
        }.joined(separator: "\n")

    /// Our geometry, and what arithmetic needs to be SQLite's.
    private static let functions = PostgresGeometry.all + ";\n" + PostgresFunctions.statements.joined(separator: ";\n")

    /// What one user sees of them.
    ///
    /// The settings are made for each transaction by `begin_reading`, which queries cannot call.
    private static let views = """
        CREATE FUNCTION peryton.begin_reading(project text, asker text) RETURNS text
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        BEGIN
            PERFORM set_config('peryton.project', $1, true), set_config('peryton.asker', $2, true);
            RETURN (SELECT string_agg(s.generation::text, '.' ORDER BY s.seen_by) FROM peryton.state s
                WHERE s.project = $1 AND s.seen_by IN ('', $2));
        END $$;
        CREATE OR REPLACE VIEW peryton.seen_tables WITH (security_barrier) AS
            SELECT t.* FROM peryton.tables t WHERE \(isSeen("t"));
        """
        + SQLiteSchema.tapTables.map { table in
            let names = table.columns.map { "t.\($0.0.name.quotedName)" }.joined(separator: ", ")
            return """
                CREATE OR REPLACE VIEW peryton.tap_\(table.name) WITH (security_barrier) AS
                    SELECT \(names) FROM peryton.told_\(table.name) t WHERE \(isSeen("t"));
                """
        }.joined(separator: "\n")

    private static func isSeen(_ table: String) -> String {
        """
        \(table).project = current_setting('peryton.project', true)
            AND \(table).seen_by IN ('', current_setting('peryton.asker', true))
        """
    }
}

extension PostgresConnection {
    /// Runs work in one transaction, which is undone where the work throws.
    func transaction<Answer>(_ work: () throws -> Answer) throws -> Answer {
        try run("BEGIN")
        do {
            let answer = try work()
            try run("COMMIT")
            return answer
        } catch {
            if !isLost { try? run("ROLLBACK") }
            throw error
        }
    }
}
