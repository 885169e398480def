/// Who may change which schema.
struct SchemaRights {
    let curators: Set<String>

    /// Whether a schema is the user's own; refuses who may not change it.
    func isOwn(_ schema: String, changedBy user: String) throws(CatalogError) -> Bool {
        if schema.lowercased() == CatalogTable.ownSchema { return true }
        guard schema.lowercased() != CatalogTable.tapSchema else {
            throw CatalogError(.forbidden, "schema \(schema) describes the others; it changes with them")
        }
        guard curators.contains(user) else {
            throw CatalogError(
                .forbidden,
                "schema \(schema) is everybody's and \(user) is none of its curators; your own tables are in \(CatalogTable.ownSchema)"
            )
        }
        return false
    }
}
