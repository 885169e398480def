import CPostgres

extension CatalogError {
    /// What PostgreSQL said, by its SQLSTATE (PostgreSQL documentation, appendix A).
    static func postgres(_ result: OpaquePointer?) -> CatalogError {
        func field(_ code: Int32) -> String? { PQresultErrorField(result, code).map { String(cString: $0) } }
        let state = field(PostgresField.state) ?? ""
        let said = field(PostgresField.message) ?? "PostgreSQL gave no reason"
        let reason = [said, field(PostgresField.detail)].compactMap(\.self).joined(separator: "; ")
        switch state {
        case "57014": return CatalogError(.cancelled, "cancelled")
        case "53100": return CatalogError(.unavailable, "PostgreSQL: no space left")
        case "53200": return CatalogError(.limit, "the query needs more memory than it may take")
        case "53400": return CatalogError(.limit, "the query needs more space for sorting than it may take: \(said)")
        case "42501": return CatalogError(.forbidden, "not allowed: \(said)")
        case "55P03", "40001", "40P01":
            return CatalogError(.unavailable, "the catalogue is being written: \(said)")
        case "23505", "42P07": return CatalogError(.conflict, "it is there already: \(reason)")
        case "25P03": return CatalogError(.unavailable, "PostgreSQL ended an idle transaction: \(said)")
        default: break
        }
        switch state.prefix(2) {
        case "08", "53", "57", "58", "XX", "F0": return CatalogError(.unavailable, "PostgreSQL: \(said)")
        case "54": return CatalogError(.limit, "PostgreSQL: \(reason)")
        default: return CatalogError(.invalid, reason)
        }
    }
}

/// Fields of an error's report: libpq names them by characters (`postgres_ext.h`).
private enum PostgresField {
    static let state = Int32(UInt8(ascii: "C"))
    static let message = Int32(UInt8(ascii: "M"))
    static let detail = Int32(UInt8(ascii: "D"))
}
