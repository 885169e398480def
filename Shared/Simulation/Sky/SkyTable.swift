import Sky
import Tables

/// The rows of the objects in the demonstration sky's pictures, in the columns of the catalogue's main table.
struct SkyTable: Sendable {
    private(set) var batches: [ColumnBatch] = []
    private(set) var rowCount = 0
    /// The odd ones.
    var odd: [CatalogueTruth] = []

    mutating func append(_ rows: SkyRows, _ kept: [Int]) {
        guard !kept.isEmpty else { return }
        batches.append(
            ColumnBatch(columns: rows.batch.columns.map { $0.gathered(kept) }, rowCount: kept.count))
        rowCount += kept.count
    }

    /// The values of the columns of `SimulatedCatalogue.mainColumns`.
    var source: any TableSource { Source(batches: batches[...]) }

    private struct Source: TableSource {
        var batches: ArraySlice<ColumnBatch>
        var columns: [Column] { SimulatedCatalogue.mainColumns }

        mutating func next(maximumRows: Int) -> ColumnBatch? {
            guard let first = batches.first else { return nil }
            let count = min(max(1, maximumRows), first.rowCount)
            if count == first.rowCount {
                batches.removeFirst()
            } else {
                batches[batches.startIndex] = first.rows(count..<first.rowCount)
            }
            return first.rows(0..<count)
        }
    }
}

/// A batch of the main table, to be read by row.
struct SkyRows {
    private(set) var batch: ColumnBatch
    private let rightAscensions: [Double]
    private let declinations: [Double]
    private let identifiers: [Int64]
    private let measures: [[Float]]
    private let epochs: [[Int16]]

    /// Places in the columns' order.
    private static let places = Dictionary(
        uniqueKeysWithValues: SimulatedCatalogue.mainColumns.enumerated().map { ($1.name, $0) })
    private static func place(_ column: Column) -> Int { places[column.name] ?? 0 }
    private static let measurePlaces: [Int] =
        CatalogueMeasure.allCases.flatMap { measure in CatalogueBand.allCases.map { place(measure.column($0)) } }
        + CatalogueShape.allCases.map { place($0.column) }
    private static let epochPlaces = CatalogueBand.allCases.map { place(CatalogueCount.epochs.column($0)) }

    /// - Parameter identifierOffset: added to each id.
    init(_ batch: ColumnBatch, identifierOffset: Int64) {
        var batch = batch
        func doubles(_ name: String) -> [Double] {
            if case .float64(let values) = batch.columns[Self.places[name] ?? 0].storage { return values }
            return []
        }
        rightAscensions = doubles("alphawin_j2000")
        declinations = doubles("deltawin_j2000")
        measures = Self.measurePlaces.map {
            if case .float32(let values) = batch.columns[$0].storage { return values }
            return []
        }
        epochs = Self.epochPlaces.map {
            if case .int16(let values) = batch.columns[$0].storage { return values }
            return []
        }
        if case .int64(let values) = batch.columns[0].storage {
            identifiers = values.map { $0 + identifierOffset }
        } else {
            identifiers = []
        }
        batch.columns[0] = ColumnValues(.int64(identifiers))
        self.batch = batch
    }

    func identifier(_ row: Int) -> Int64 { identifiers[row] }

    func position(_ row: Int) -> SkyPosition? {
        SkyPosition(rightAscension: rightAscensions[row], declination: declinations[row])
    }

    private func value(_ measure: CatalogueMeasure, _ band: Int, _ row: Int) -> Double {
        Double(measures[measure.rawValue * 5 + band][row])
    }

    private func value(_ shape: CatalogueShape, _ row: Int) -> Double {
        Double(measures[CatalogueMeasure.allCases.count * 5 + shape.rawValue][row])
    }

    /// What a row says, as what is drawn.
    func object(_ row: Int, at position: SkyPosition, kind: CatalogueOddity?) -> SkyObject {
        let bands = 0..<5
        let quality = CatalogueBandQuality.all
        var magnitudes = bands.map { value(.magAuto, $0, row) }
        let detected = bands.filter { magnitudes[$0] < CatalogueMeter.noMagnitude }
        for band in bands where magnitudes[band] >= CatalogueMeter.noMagnitude {
            // Where it was not observed it is as bright as in the next band; where it was and is not seen, faint.
            let next = epochs[band][row] == 0 ? detected.min { abs($0 - band) < abs($1 - band) } : nil
            magnitudes[band] = next.map { magnitudes[$0] } ?? quality[band].depth + 4
        }
        // Size and type are told best by the band that sees it best.
        let best = detected.min { value(.magErrAuto, $0, row) < value(.magErrAuto, $1, row) }
        var radius = 0.0
        if let best, kind != nil || value(.classStar, best, row) < 0.6 {
            let seen = value(.fluxRadius, best, row)
            radius = max(0, seen * seen - quality[best].pointRadius * quality[best].pointRadius).squareRoot()
        }
        return SkyObject(
            position: position, magnitudes: magnitudes, radius: radius, majorAxis: value(.a, row),
            axisRatio: min(1, max(0.1, value(.b, row) / value(.a, row))), positionAngle: value(.theta, row),
            isConcentrated: magnitudes[0] - magnitudes[2] > 1.4, kind: kind)
    }
}

extension ColumnValues {
    /// Some of the values, in the order of the indices; no value of the main table is missing.
    fileprivate func gathered(_ rows: [Int]) -> ColumnValues {
        switch storage {
        case .boolean(let values): ColumnValues(.boolean(rows.map { values[$0] }))
        case .uint8(let values): ColumnValues(.uint8(rows.map { values[$0] }))
        case .int16(let values): ColumnValues(.int16(rows.map { values[$0] }))
        case .int32(let values): ColumnValues(.int32(rows.map { values[$0] }))
        case .int64(let values): ColumnValues(.int64(rows.map { values[$0] }))
        case .float32(let values): ColumnValues(.float32(rows.map { values[$0] }))
        case .float64(let values): ColumnValues(.float64(rows.map { values[$0] }))
        case .text(let values): ColumnValues(.text(TextValues(rows.map { values[$0] })))
        }
    }
}

/// An object as it is drawn.
struct SkyObject: Sendable {
    let position: SkyPosition
    /// Magnitudes of all its light in g, r, i, z, Y.
    let magnitudes: [Double]
    /// Radius of half of its light before the seeing, pixels; 0 for points.
    let radius: Double
    /// Root mean square of the light along the longer axis as it is seen, pixels.
    let majorAxis: Double
    /// The shorter axis by the longer one.
    let axisRatio: Double
    /// Of the longer axis, degrees from north through east.
    let positionAngle: Double
    /// Whether its light falls as that of an elliptical galaxy, by its colour.
    let isConcentrated: Bool
    let kind: CatalogueOddity?
}
