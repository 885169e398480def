import ADQL
import Catalog
import Messages
import Tables

/// Checks queries here: by the grammar alone, or also by the names and types of tables that were asked for before.
struct QueryChecker: Sendable {
    private let tables: (any TableLookup)?

    /// - Parameter tables: nil: only the grammar counts.
    init(tables: TableList?) {
        self.tables = tables.map { FixedTables($0.tables.map { TableDescription($0) }) }
    }

    /// What is wrong with a query of a version; nil where it is right.
    func fault(_ adql: String, _ version: String) -> String? {
        guard let version = ADQLVersion(version) else { return "version \(version): expected 2.0 or 2.1" }
        do {
            let query = try Query.parse(adql, version: version)
            if let tables { _ = try query.check(with: tables) }
            return nil
        } catch {
            return error.description
        }
    }
}
