import ADQL
import Messages

/// Checks queries here, without the mesh.
struct QueryChecker: Sendable {
    init(tables: TableList?) {}

    /// What is wrong with a query of a version; nil where it is right.
    func fault(_ adql: String, _ version: String) -> String? {
        guard let version = ADQLVersion(version) else { return "version \(version): expected 2.0 or 2.1" }
        do {
            _ = try Query.parse(adql, version: version)
            return nil
        } catch {
            return error.description
        }
    }
}
