import Foundation
import Sky
import Tables

extension SimulatedCatalogue {
    /// The main table, `dr1.main`: a row an object.
    public func mainSource() -> any TableSource { MainSource(catalogue: self) }

    /// The table of tiles, `dr1.tile_info`.
    public func tileSource() -> any TableSource { TileSource(catalogue: self) }

    /// How catalogues describe the two tables, of a schema named "dr1".
    public var descriptions: [TableDescription] {
        let indexed: Set<String> = ["coadd_object_id", "tilename", "ra", "dec", "hpix_16384"]
        let principal = indexed.union([
            "mag_auto_g", "mag_auto_r", "mag_auto_i", "mag_auto_z", "mag_auto_y", "class_star_i",
        ])
        return [
            TableDescription(
                schema: "dr1", name: "main", description: "Objects of the simulated survey, in the shape of DES DR1",
                columns: Self.mainColumns.map {
                    CatalogColumn($0, isIndexed: indexed.contains($0.name), isPrincipal: principal.contains($0.name))
                },
                rowCount: Int64(objects),
                position: PositionColumns(rightAscension: "ra", declination: "dec", isIndexed: true)),
            TableDescription(
                schema: "dr1", name: "tile_info", description: "Tiles of the simulated survey",
                columns: Self.tileColumns.map {
                    CatalogColumn($0, isIndexed: $0.name == "tilename", isPrincipal: true)
                },
                rowCount: Int64(tiles.count),
                position: PositionColumns(rightAscension: "ra_cent", declination: "dec_cent", isIndexed: false)),
        ]
    }
}

/// Makes the rows of the main table.
private struct MainSource: TableSource {
    let catalogue: SimulatedCatalogue
    private let meter = CatalogueMeter()
    private var nextRow = 0
    private var tile = 0

    init(catalogue: SimulatedCatalogue) { self.catalogue = catalogue }

    var columns: [Column] { SimulatedCatalogue.mainColumns }

    mutating func next(maximumRows: Int) -> ColumnBatch? {
        // More rows at once would not fit the processor's cache.
        let count = min(max(1, maximumRows), 8192, catalogue.objects - nextRow)
        guard count > 0 else { return nil }
        let rows = nextRow..<nextRow + count
        nextRow += count
        var batch = CatalogueBatch(capacity: count)
        var row = rows.lowerBound
        while row < rows.upperBound {
            let inTile = catalogue.rows(ofTile: tile)
            guard row < inTile.upperBound else {
                tile += 1
                continue
            }
            let end = min(rows.upperBound, inTile.upperBound)
            batch.append(row..<end, of: tile, catalogue, meter)
            row = end
        }
        return batch.columns
    }
}
