import Foundation
import Sky
import Tables

/// A batch of the main table while it is filled.
struct CatalogueBatch {
    private var heads: Heads
    private var measures: [Float]
    private var counts: [Int16]
    /// Values between one column's first and the next one's: not a power of two, so that columns do not push each other
    /// out of the cache.
    private let stride: Int

    init(capacity: Int) {
        stride = capacity + 24
        heads = Heads(capacity: capacity)
        measures = Array(repeating: 0, count: CatalogueRow.measureColumns * stride)
        counts = Array(repeating: 0, count: CatalogueRow.countColumns * stride)
    }

    /// Makes some rows of one tile.
    mutating func append(
        _ rows: Range<Int>, of tileIndex: Int, _ catalogue: SimulatedCatalogue, _ meter: CatalogueMeter
    ) {
        Self.fill(&heads, &measures, &counts, stride, rows, tileIndex, catalogue, meter)
    }

    private static func fill(
        _ heads: inout Heads, _ measures: inout [Float], _ counts: inout [Int16], _ stride: Int, _ rows: Range<Int>,
        _ tileIndex: Int, _ catalogue: SimulatedCatalogue, _ meter: CatalogueMeter
    ) {
        let tile = catalogue.tiles[tileIndex]
        let cluster = catalogue.clusters[tileIndex]
        let firstRow = catalogue.firstRows[tileIndex]
        let firstCounterpart = catalogue.firstCounterparts[tileIndex]
        let matched = catalogue.firstCounterparts[tileIndex + 1] - firstCounterpart
        let name = Array(tile.name.utf8)
        measures.withUnsafeMutableBufferPointer { measures in
            counts.withUnsafeMutableBufferPointer { counts in
                guard let measureStart = measures.baseAddress, let countStart = counts.baseAddress else { return }
                for row in rows {
                    var random = SimulationRandom(seed: catalogue.seed, stream: UInt64(row))
                    let drawn = catalogue.oddity(&random)
                    let place = heads.count
                    let values = CatalogueRow(
                        measures: measureStart + place, counts: countStart + place, stride: stride)
                    var object: CatalogueObject
                    var oddity: CatalogueOddity?
                    if row - firstRow < matched {
                        let counterpart = catalogue.counterparts[firstCounterpart + row - firstRow]
                        object = CatalogueObject(counterpart, in: tile, random: &random)
                    } else {
                        object = CatalogueObject(in: tile, cluster: cluster, random: &random)
                        oddity = drawn
                    }
                    if let oddity { meter.prepare(&object, as: oddity, random: &random) }
                    meter.measure(object, into: values, random: &random)
                    if let oddity { meter.finish(values, as: oddity, random: &random) }
                    heads.append(object, identifier: catalogue.identifier(row: row, tile: tileIndex), tile: name)
                }
            }
        }
    }

    /// The rows, in the order of `SimulatedCatalogue.mainColumns`.
    var columns: ColumnBatch {
        let count = heads.count
        func measured(_ index: Int) -> ColumnValues {
            ColumnValues(.float32(Array(measures[index * stride..<index * stride + count])))
        }
        let shapes = CatalogueMeasure.allCases.count * 5
        var columns = heads.columns
        columns += (0..<shapes).map(measured)
        columns += (0..<CatalogueRow.countColumns).map {
            ColumnValues(.int16(Array(counts[$0 * stride..<$0 * stride + count])))
        }
        columns += (shapes..<CatalogueRow.measureColumns).map(measured)
        return ColumnBatch(columns: columns, rowCount: count)
    }
}

/// The columns that tell which objects there are and where.
private struct Heads {
    private var identifiers: [Int64] = []
    private var names = TextValues()
    private var rightAscensions: [Double] = []
    private var declinations: [Double] = []
    private var exactRightAscensions: [Double] = []
    private var exactDeclinations: [Double] = []
    private var finestPixels: [Int64] = []

    init(capacity: Int) {
        identifiers.reserveCapacity(capacity)
        names.reserveCapacity(texts: capacity, bytes: 12 * capacity)
        rightAscensions.reserveCapacity(capacity)
        declinations.reserveCapacity(capacity)
        exactRightAscensions.reserveCapacity(capacity)
        exactDeclinations.reserveCapacity(capacity)
        finestPixels.reserveCapacity(capacity)
    }

    var count: Int { identifiers.count }

    @inline(__always)
    mutating func append(_ object: CatalogueObject, identifier: Int64, tile: [UInt8]) {
        identifiers.append(identifier)
        names.append(tile)
        let rounded = (object.rightAscension * 1e6).rounded() / 1e6
        let rightAscension = rounded >= 360 ? 0 : rounded
        let declination = (object.declination * 1e6).rounded() / 1e6
        rightAscensions.append(rightAscension)
        declinations.append(declination)
        exactRightAscensions.append(object.rightAscension)
        exactDeclinations.append(object.declination)
        // Tiles lie on the sky, so every object has a position.
        let position = SkyPosition(rightAscension: rightAscension, declination: declination)
        finestPixels.append(position.map { Healpix.finest.pixel($0) } ?? 0)
    }

    var columns: [ColumnValues] {
        var columns = [
            ColumnValues(.int64(identifiers)), ColumnValues(.text(names)), ColumnValues(.float64(rightAscensions)),
            ColumnValues(.float64(declinations)), ColumnValues(.float64(exactRightAscensions)),
            ColumnValues(.float64(exactDeclinations)),
        ]
        for (_, order, type) in SimulatedCatalogue.pixelOrders {
            let shift = Int64(2 * (Healpix.finestOrder - order))
            columns.append(
                type == .int64
                    ? ColumnValues(.int64(finestPixels.map { $0 >> shift }))
                    : ColumnValues(.int32(finestPixels.map { Int32(truncatingIfNeeded: $0 >> shift) })))
        }
        return columns
    }
}
