import Glibc

extension SkyMap {
    /// Flat maps may have so many pixels (NSIDE 1024), multi-order ones so many rows.
    static let largestCellCount = 12 << 20

    /// Reads a FITS file, plain or gzipped, in ICRS.
    ///
    /// - multi-order maps, a table with UNIQ and PROBDENSITY (for each steradian; LIGO/Virgo/KAGRA user guide, "Multi-Order
    ///   Sky Maps") or PROB,
    /// - flat maps, a table with PROB or PROBABILITY, RING or NESTED, of all pixels (IMPLICIT) or those in a PIXEL column
    ///   (EXPLICIT); healpy's rows of 1024 numbers too. Pixels that healpy marks as unseen have no probability.
    public init(fits bytes: [UInt8]) throws(SkyError) {
        let table: TableFile
        do { table = try TableFile(bytes) } catch { throw .badMap(error.what) }
        let frame = table.cards["COORDSYS"] ?? "C"
        guard ["C", "ICRS", "EQUATORIAL", "CELESTIAL"].contains(frame.uppercased()) else {
            let name = ["G": "galactic", "GALACTIC": "galactic", "E": "ecliptic"][frame.uppercased()]
            throw .badMap("its frame is \(frame)\(name.map { " (\($0))" } ?? ""), expected C (ICRS)")
        }
        if let uniq = table.column("UNIQ") {
            try self.init(Self.multiOrderCells(table, uniq))
        } else {
            try self.init(Self.flatCells(table))
        }
    }

    private static func multiOrderCells(_ table: TableFile, _ uniq: TableFile.Field) throws(SkyError) -> [Cell] {
        guard
            let (field, isDensity) = table.column("PROBDENSITY").map({ ($0, true) })
                ?? table.column("PROB", "PROBABILITY").map({ ($0, false) })
        else { throw missing("PROBDENSITY or PROB", table) }
        guard uniq.count == 1, field.count == 1, table.rowCount <= largestCellCount else {
            throw .badMap("its table has more than one pixel a row, or more than \(largestCellCount) rows")
        }
        guard let numbers = table.wholeNumbers(uniq) else { throw wrongKind(uniq, "whole") }
        guard let values = table.realNumbers(field) else { throw wrongKind(field, "floating-point") }
        // A steradian has so many of the finest pixels.
        let finestPerSteradian = Double(Healpix.finest.pixelCount) / (4 * .pi)
        var cells: [Cell] = []
        for (row, (number, value)) in zip(numbers, values).enumerated() {
            guard number >= 4, case let order = (63 - number.leadingZeroBitCount) / 2 - 1,
                order <= Healpix.finestOrder
            else { throw .badMap("its row \(row + 1) has the UNIQ number \(number), which is no pixel's") }
            try check(value, place: "row \(row + 1)", field)
            guard value > 0 else { continue }
            let shift = Int64(2 * (Healpix.finestOrder - order))
            let start = (number - 4 << Int64(2 * order)) << shift
            let density =
                isDensity
                ? value / finestPerSteradian : value / Double(sign: .plus, exponent: Int(shift), significand: 1)
            cells.append(Cell(start: start, density: density, order: UInt8(order)))
        }
        return cells
    }

    private static func flatCells(_ table: TableFile) throws(SkyError) -> [Cell] {
        guard let field = table.column("PROB", "PROBABILITY") else {
            throw missing("UNIQ and PROBDENSITY, or PROB or PROBABILITY", table)
        }
        guard table.rowCount.multipliedReportingOverflow(by: max(1, field.count)).overflow == false,
            table.rowCount * field.count <= largestCellCount
        else {
            throw .badMap("it has more than \(largestCellCount) pixels: bring it to NSIDE 1024, or to multi-order form")
        }
        guard let values = table.realNumbers(field) else { throw wrongKind(field, "floating-point") }
        let isRing: Bool
        switch table.cards["ORDERING"]?.uppercased() {
        case "RING": isRing = true
        case "NESTED", "NEST": isRing = false
        case let other: throw .badMap("its ORDERING is \(other ?? "missing"), expected RING or NESTED")
        }
        let pixels = try explicitPixels(table, count: values.count)
        let tessellation = try tessellation(table, count: pixels == nil ? values.count : nil)
        let shift = Int64(2 * (Healpix.finestOrder - tessellation.order))
        let perPixel = Double(sign: .plus, exponent: Int(shift), significand: 1)
        var cells: [Cell] = []
        for (index, value) in values.enumerated() {
            let given = pixels?[index] ?? Int64(index)
            guard given >= 0, given < tessellation.pixelCount else {
                throw .badMap("its PIXEL \(given) is not from 0 to \(tessellation.pixelCount - 1)")
            }
            if value == unseen || value == Double(Float(unseen)) { continue }
            try check(value, place: "pixel \(given)", field)
            guard value > 0 else { continue }
            let nested = isRing ? tessellation.nested(ring: given) : given
            cells.append(Cell(start: nested << shift, density: value / perPixel, order: UInt8(tessellation.order)))
        }
        return cells
    }

    /// What healpy fills pixels with that were not seen.
    private static let unseen = -1.6375e30

    private static func explicitPixels(_ table: TableFile, count: Int) throws(SkyError) -> [Int64]? {
        guard table.cards["INDXSCHM"]?.uppercased() == "EXPLICIT" else { return nil }
        guard let field = table.column("PIXEL", "PIX") else {
            throw missing("PIXEL, as its INDXSCHM is EXPLICIT", table)
        }
        guard let pixels = table.wholeNumbers(field) else { throw wrongKind(field, "whole") }
        guard pixels.count == count else {
            throw .badMap("it has \(pixels.count) pixel numbers for \(count) probabilities")
        }
        return pixels
    }

    /// By NSIDE, or by the number of pixels where all are there.
    private static func tessellation(_ table: TableFile, count: Int?) throws(SkyError) -> Healpix {
        let side = table.cards["NSIDE"].flatMap { Int($0) } ?? count.map { Int((Double($0) / 12).squareRoot()) } ?? 0
        guard side > 0, side & (side - 1) == 0, let tessellation = Healpix(order: side.trailingZeroBitCount) else {
            throw .badMap("its NSIDE is \(table.cards["NSIDE"] ?? "missing"), expected a power of 2")
        }
        if let count, Int64(count) != tessellation.pixelCount {
            throw .badMap("it has \(count) pixels, but NSIDE \(side) has \(tessellation.pixelCount)")
        }
        return tessellation
    }

    private static func check(_ value: Double, place: String, _ field: TableFile.Field) throws(SkyError) {
        guard value >= 0, value.isFinite else {
            throw .badMap("the \(field.name) of its \(place) is \(value), expected 0 or more")
        }
    }

    private static func missing(_ wanted: String, _ table: TableFile) -> SkyError {
        .badMap("its table has the columns \(table.columns.map(\.name).joined(separator: ", ")), expected \(wanted)")
    }

    private static func wrongKind(_ field: TableFile.Field, _ kind: String) -> SkyError {
        .badMap("its column \(field.name) has no unscaled \(kind) numbers")
    }
}
