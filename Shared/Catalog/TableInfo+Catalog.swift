public import Messages
import Tables

extension TableInfo {
    /// What the bus tells of a table; its columns are left out.
    public init(_ table: CatalogTable, version: String) {
        let description = table.description
        self.init(
            schema: description.schema, name: description.name, description: description.description,
            rows: description.rowCount ?? -1, raColumn: description.position?.rightAscension ?? "",
            decColumn: description.position?.declination ?? "", hasSkyIndex: description.position?.isIndexed ?? false,
            bytes: UInt64(clamping: table.bytes), owner: table.owner, createdAt: table.createdAt,
            changedAt: table.changedAt, version: version)
    }
}

extension CrossMatch {
    /// The request of a message.
    public init(_ request: CrossMatchRequest) {
        let most = request.bestOnly ? 1 : request.limitPerPosition == 0 ? .max : Int(request.limitPerPosition)
        self.init(
            table: request.table, rightAscensions: request.raDegrees, declinations: request.decDegrees,
            radiusArcseconds: request.radiusArcseconds, mostPerPosition: most, columns: request.columns)
    }
}
