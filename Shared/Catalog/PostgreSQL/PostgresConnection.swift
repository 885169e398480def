import CPostgres
import Dispatch
import Glibc
import Synchronization

/// One connection to a PostgreSQL server; used by one thread at a time.
///
/// No call waits for ever: each has a time by which the server must have answered, after which the connection is given up.
///
/// `@unchecked Sendable`: whoever holds a connection holds it alone, as the pool gives it to one query at a time. Only
/// `interrupt` is called from elsewhere: it touches libpq's cancel object, which is made for that, and a lock.
final class PostgresConnection: @unchecked Sendable {
    private let handle: OpaquePointer
    private let canceller: OpaquePointer?
    private let interruptedAt = Mutex<ContinuousClock.Instant?>(nil)
    private var isBroken = false

    /// How long a statement of our own may take, seconds.
    static let ownPatience = 30.0
    /// How long the server may take to obey a cancellation, seconds; after that we leave without its answer.
    private static let cancelPatience = 0.8
    private static let sliceMilliseconds: Int32 = 50

    /// Connects, and runs statements that set up the session.
    init(_ address: String, session: String) throws(CatalogError) {
        // What stands behind "dbname" overrides the address, what stands before it is a default.
        let settings = [
            ("connect_timeout", "5"), ("tcp_user_timeout", "30000"), ("dbname", address), ("client_encoding", "UTF8"),
            ("application_name", "peryton"),
        ]
        let made = Self.withCStrings(settings.map(\.0)) { names in
            Self.withCStrings(settings.map(\.1)) { values in PQconnectdbParams(names, values, 1) }
        }
        guard let made else { throw CatalogError(.unavailable, "PostgreSQL: out of memory") }
        guard PQstatus(made) == CONNECTION_OK else {
            let reason = String(cString: PQerrorMessage(made))
            PQfinish(made)
            throw CatalogError(.unavailable, "PostgreSQL cannot be reached: \(Self.oneLine(reason))")
        }
        handle = made
        canceller = PQgetCancel(made)
        PQsetNoticeProcessor(made, { _, _ in }, nil)
        PQsetnonblocking(made, 1)
        try run(session)
    }

    deinit {
        PQfreeCancel(canceller)
        PQfinish(handle)
    }

    /// Version of the server, for example 150018.
    var serverVersion: Int { Int(PQserverVersion(handle)) }

    /// Whether another query may use it: not after a cancellation, which might hit that one.
    var isReusable: Bool {
        !isBroken && interruptedAt.withLock { $0 == nil } && PQstatus(handle) == CONNECTION_OK
            && PQtransactionStatus(handle) == PQTRANS_IDLE
    }

    /// Whether the server was lost: what was asked may be asked again on another connection.
    var isLost: Bool { isBroken || PQstatus(handle) != CONNECTION_OK }

    /// Asks the server to stop what the connection is doing; returns at once.
    func interrupt() {
        interruptedAt.withLock { $0 = $0 ?? .now }
        askToCancel()
    }

    private func askToCancel() {
        // A frozen server does not answer: nobody waits for this.
        Self.cancellers.async { [self] in
            var said = [CChar](repeating: 0, count: 256)
            PQcancel(canceller, &said, Int32(said.count))
        }
    }

    private static let cancellers = DispatchQueue(label: "peryton.catalog.cancel", attributes: .concurrent)

    // MARK: Statements

    /// Runs statements, one or many, that give no rows; an error in one ends all.
    func run(_ sql: String, seconds: Double = ownPatience) throws(CatalogError) {
        try sent(PQsendQuery(handle, sql))
        try drain(.now + .seconds(seconds))
    }

    /// Runs one statement and gives its rows, each once, with columns in binary form.
    ///
    /// - Parameters:
    ///   - deadline: when the server must have answered.
    ///   - row: gets a result of one row, which is gone when it returns; what it throws ends the statement.
    func query(
        _ sql: String, _ parameters: PostgresParameters = PostgresParameters(),
        until deadline: ContinuousClock.Instant? = nil, row: (PostgresRow) throws -> Void
    ) throws {
        let deadline = deadline ?? .now + .seconds(Self.ownPatience)
        let code = parameters.withPointers { values, lengths, formats in
            PQsendQueryParams(handle, sql, Int32(parameters.count), parameters.types, values, lengths, formats, 1)
        }
        try sent(code)
        PQsetSingleRowMode(handle)
        var isDone = false
        defer {
            // Rows that nobody wants any more: the server is told, and the connection is not used again.
            if !isDone {
                interrupt()
                isBroken = true
            }
        }
        var failure: CatalogError?
        while let result = try nextResult(deadline) {
            defer { PQclear(result) }
            switch PQresultStatus(result) {
            case PGRES_SINGLE_TUPLE: try row(PostgresRow(result: result))
            case PGRES_TUPLES_OK, PGRES_COMMAND_OK: break
            default: failure = failure ?? error(result)
            }
        }
        isDone = true
        if let failure { throw failure }
    }

    /// Runs one statement and gives its rows' texts.
    func texts(_ sql: String, _ parameters: PostgresParameters = PostgresParameters()) throws -> [String] {
        var texts: [String] = []
        try query(sql, parameters) { texts.append($0.text(0)) }
        return texts
    }

    // MARK: COPY

    /// Sends a table's rows: `write` gets a function that sends a part of them.
    func copy(_ sql: String, _ write: ((UnsafeRawBufferPointer) throws -> Void) throws -> Void) throws {
        try sent(PQsendQuery(handle, sql))
        let deadline = ContinuousClock.now + .seconds(Self.ownPatience)
        guard let first = try nextResult(deadline) else { throw lost() }
        let status = PQresultStatus(first)
        let refusal = status == PGRES_COPY_IN ? nil : error(first)
        PQclear(first)
        if let refusal {
            try? drain(deadline)
            throw refusal
        }
        do {
            try write { bytes in
                let start = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
                try self.put { PQputCopyData(self.handle, start, Int32(bytes.count)) }
            }
        } catch {
            try? put { PQputCopyEnd(handle, "given up") }
            // Where the server has refused a row, its reason is the one to tell.
            if !isLost, let said = refusalOfCopy() { throw said }
            throw error
        }
        try put { PQputCopyEnd(handle, nil) }
        // Indexes are kept up to date while rows come, but the last of them are written now.
        try drain(.now + .seconds(3_600))
    }

    /// What the server says after a copy that we gave up; nil where it is no more than that.
    private func refusalOfCopy() -> CatalogError? {
        do {
            try drain(.now + .seconds(Self.ownPatience))
            return nil
        } catch {
            return error.description.contains("given up") || error.kind == .cancelled ? nil : error
        }
    }

    private func put(_ send: () -> Int32) throws(CatalogError) {
        let deadline = ContinuousClock.now + .seconds(Self.ownPatience)
        while true {
            switch send() {
            case 1: break
            case 0:
                try waitForSocket(deadline, toWrite: true)
                continue
            default: throw lost()
            }
            // Nothing piles up in memory: the server takes the rows as they come.
            while true {
                let left = PQflush(handle)
                if left == 0 { break }
                guard left == 1 else { throw lost() }
                try waitForSocket(deadline, toWrite: true)
            }
            return
        }
    }

    // MARK: Waiting

    private func sent(_ code: Int32) throws(CatalogError) {
        guard code == 1 else { throw lost() }
    }

    private func drain(_ deadline: ContinuousClock.Instant) throws(CatalogError) {
        var failure: CatalogError?
        while let result = try nextResult(deadline) {
            let status = PQresultStatus(result)
            if status != PGRES_COMMAND_OK, status != PGRES_TUPLES_OK, status != PGRES_EMPTY_QUERY {
                failure = failure ?? error(result)
            }
            PQclear(result)
            if status == PGRES_COPY_IN { PQputCopyEnd(handle, "given up") }
        }
        if let failure { throw failure }
    }

    private func error(_ result: OpaquePointer) -> CatalogError {
        if PQstatus(handle) != CONNECTION_OK { return lost() }
        return .postgres(result)
    }

    /// The next result; nil at the statement's end.
    private func nextResult(_ deadline: ContinuousClock.Instant) throws(CatalogError) -> OpaquePointer? {
        while PQisBusy(handle) == 1 {
            let left = PQflush(handle)
            guard left >= 0 else { throw lost() }
            try waitForSocket(deadline, toWrite: left == 1)
            guard PQconsumeInput(handle) == 1 else { throw lost() }
        }
        return PQgetResult(handle)
    }

    private func waitForSocket(_ deadline: ContinuousClock.Instant, toWrite: Bool) throws(CatalogError) {
        while true {
            if let since = interruptedAt.withLock({ $0 }) {
                if .now > since + .seconds(Self.cancelPatience) {
                    isBroken = true
                    throw CatalogError(.cancelled, "cancelled")
                }
                // A request that came before the statement did was for nothing: it is made again.
                askToCancel()
            }
            var place = pollfd(
                fd: PQsocket(handle), events: Int16(POLLIN) | (toWrite ? Int16(POLLOUT) : 0), revents: 0)
            let ready = poll(&place, 1, Self.sliceMilliseconds)
            if ready > 0 {
                // What the server says while we write must be read, or neither goes on.
                if toWrite, place.revents & Int16(POLLIN) != 0, PQconsumeInput(handle) != 1 { throw lost() }
                return
            }
            if ready < 0, errno != EINTR { throw lost() }
            if .now > deadline {
                interrupt()
                isBroken = true
                throw CatalogError(.unavailable, "PostgreSQL does not answer")
            }
        }
    }

    private func lost() -> CatalogError {
        isBroken = true
        return CatalogError(.unavailable, "PostgreSQL: \(Self.oneLine(String(cString: PQerrorMessage(handle))))")
    }

    private static func oneLine(_ text: String) -> String {
        text.split(whereSeparator: \.isNewline).map { $0.trimmingPrefix { $0.isWhitespace } }.joined(separator: "; ")
    }

    /// Calls `body` with a null-terminated array of C strings.
    private static func withCStrings<Answer>(
        _ strings: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> Answer
    ) -> Answer {
        let copies = strings.map { strdup($0) }
        defer { for copy in copies { free(copy) } }
        let pointers = copies.map { $0.map { UnsafePointer($0) } } + [nil]
        return pointers.withUnsafeBufferPointer { buffer in
            // The array holds at least the null, so that it has an address.
            withExtendedLifetime(copies) { body(buffer.baseAddress.unsafelyUnwrapped) }
        }
    }
}

/// One row of a result, in binary form.
struct PostgresRow {
    let result: OpaquePointer

    func type(_ column: Int32) -> Oid { PQftype(result, column) }
    var columnCount: Int32 { PQnfields(result) }

    @inline(__always)
    func isNull(_ column: Int32) -> Bool { PQgetisnull(result, 0, column) == 1 }

    @inline(__always)
    func bytes(_ column: Int32) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: PQgetvalue(result, 0, column), count: Int(PQgetlength(result, 0, column)))
    }

    @inline(__always)
    func number<Value: FixedWidthInteger>(_ column: Int32, as type: Value.Type) -> Value {
        Value(bigEndian: UnsafeRawPointer(PQgetvalue(result, 0, column)).map { $0.loadUnaligned(as: Value.self) } ?? 0)
    }

    /// A text; empty where it is null.
    func text(_ column: Int32) -> String { String(decoding: bytes(column), as: UTF8.self) }
    /// A bigint; 0 where it is null.
    func integer(_ column: Int32) -> Int64 { isNull(column) ? 0 : number(column, as: Int64.self) }
}
