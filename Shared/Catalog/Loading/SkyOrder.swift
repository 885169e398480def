import Sky
import Tables

/// The order in which rows are stored: along the sky, so that neighbours there are neighbours on the disk.
enum SkyOrder {
    /// The rows of a batch along the sky, and where they are; those without a position come last.
    static func of(_ batch: ColumnBatch, _ table: TableDescription) -> (order: [Int], positions: [SkyIndexEntry?]?) {
        guard let position = table.position else { return (Array(0..<batch.rowCount), nil) }
        func numbers(_ name: String) -> [Double] {
            let place = table.columns.firstIndex { $0.column.name == name }
            return place.map { batch.columns[$0].doubles } ?? []
        }
        let entries = zip(numbers(position.rightAscension), numbers(position.declination)).map { ra, dec in
            SkyPosition(rightAscension: ra, declination: dec).map { position in SkyIndexEntry(position, row: 0) }
        }
        let keys = entries.map { $0?.key ?? .max }
        return (Array(0..<batch.rowCount).sorted { keys[$0] < keys[$1] }, entries)
    }
}
