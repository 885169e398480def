import BenchmarkSupport
import CPostgres
import Foundation

/// PostgreSQL with Q3C as a user would ask it: libpq, prepared statements, results in binary.
final class Peer {
    private let handle: OpaquePointer

    init(_ address: String) throws {
        guard let made = PQconnectdb(address) else { throw BenchmarkFailure("libpq: out of memory") }
        handle = made
        PQsetNoticeProcessor(made, { _, _ in }, nil)
        guard PQstatus(made) == CONNECTION_OK else {
            throw BenchmarkFailure("PostgreSQL: \(String(cString: PQerrorMessage(made)))")
        }
    }

    deinit { PQfinish(handle) }

    /// Runs statements without parameters.
    func run(_ sql: String) throws {
        let result = PQexec(handle, sql)
        defer { PQclear(result) }
        try check(result)
    }

    /// Prepares a statement whose parameters are doubles.
    func prepare(_ name: String, _ sql: String, parameters: Int) throws {
        let float8: Oid = 701
        let result = PQprepare(handle, name, sql, Int32(parameters), [Oid](repeating: float8, count: parameters))
        defer { PQclear(result) }
        try check(result)
    }

    /// Runs a prepared statement, reads every value, and gives the number of rows.
    @discardableResult
    func execute(_ name: String, _ numbers: [Double] = []) throws -> Int {
        let bytes = numbers.flatMap { number in withUnsafeBytes(of: number.bitPattern.bigEndian) { Array($0) } }
        let result = bytes.withUnsafeBytes { memory in
            let pointers = numbers.indices.map { index in
                memory.baseAddress.map { UnsafePointer(($0 + 8 * index).assumingMemoryBound(to: CChar.self)) }
            }
            return PQexecPrepared(
                handle, name, Int32(numbers.count), pointers, numbers.map { _ in 8 }, numbers.map { _ in 1 }, 1)
        }
        defer { PQclear(result) }
        try check(result)
        return read(result)
    }

    /// Sum of all values, so that reading them is not left out.
    private(set) var checksum: UInt64 = 0

    private func read(_ result: OpaquePointer?) -> Int {
        let rows = PQntuples(result)
        let columns = PQnfields(result)
        for row in 0..<rows {
            for column in 0..<columns where PQgetisnull(result, row, column) == 0 {
                let value = UnsafeRawPointer(PQgetvalue(result, row, column))
                switch PQgetlength(result, row, column) {
                case 8: checksum &+= UInt64(bigEndian: value?.loadUnaligned(as: UInt64.self) ?? 0)
                case 4: checksum &+= UInt64(UInt32(bigEndian: value?.loadUnaligned(as: UInt32.self) ?? 0))
                default: checksum &+= 1
                }
            }
        }
        return Int(rows)
    }

    /// Copies positions into a table.
    func copy(_ table: String, rightAscensions: [Double], declinations: [Double]) throws {
        let result = PQexec(handle, "COPY \(table) (n, ra, \"dec\") FROM STDIN")
        guard PQresultStatus(result) == PGRES_COPY_IN else {
            defer { PQclear(result) }
            return try check(result)
        }
        PQclear(result)
        for index in rightAscensions.indices {
            let line = "\(index)\t\(rightAscensions[index])\t\(declinations[index])\n"
            PQputCopyData(handle, line, Int32(line.utf8.count))
        }
        PQputCopyEnd(handle, nil)
        let end = PQgetResult(handle)
        defer { PQclear(end) }
        try check(end)
        PQclear(PQgetResult(handle))
    }

    private func check(_ result: OpaquePointer?) throws {
        switch PQresultStatus(result) {
        case PGRES_TUPLES_OK, PGRES_COMMAND_OK: return
        default: throw BenchmarkFailure("PostgreSQL: \(String(cString: PQresultErrorMessage(result)))")
        }
    }
}
