extension MultiOrderCoverage {
    /// Reads a FITS file, plain or gzipped, with a MOC of 1.0 or 2.0: a table of NUNIQ numbers or of space ranges, ICRS.
    public init(fits bytes: [UInt8]) throws(SkyError) {
        let table: TableFile
        do { table = try TableFile(bytes) } catch { throw .badCoverage(error.what) }
        if let dimension = table.cards["MOCDIM"], dimension != "SPACE" {
            throw .badCoverage("it is one of \(dimension), expected one of SPACE")
        }
        if let frame = table.cards["COORDSYS"], frame != "C" {
            throw .badCoverage("its frame is \(frame), expected C (ICRS)")
        }
        let ordering = table.cards["ORDERING"] ?? "NUNIQ"
        guard table.columns.count == 1, let numbers = table.wholeNumbers(table.columns[0]),
            table.columns[0].letter != "I"
        else { throw .badCoverage("its table has not one column of 4 or 8-byte whole numbers") }
        var order = 0
        var ranges: [Range<Int64>] = []
        switch ordering {
        case "NUNIQ":
            for number in numbers {
                guard number >= 4 else { throw .badCoverage("\(number) is no NUNIQ number") }
                let pixelOrder = (63 - number.leadingZeroBitCount) / 2 - 1
                guard pixelOrder <= Healpix.finestOrder else { throw .badCoverage("\(number) is no NUNIQ number") }
                let pixel = number - 4 << Int64(2 * pixelOrder)
                order = max(order, pixelOrder)
                ranges.append(try Self.range(pixel, pixel, order: pixelOrder))
            }
        case "RANGE":
            guard numbers.count % 2 == 0 else { throw .badCoverage("its last range has no end") }
            for index in stride(from: 0, to: numbers.count, by: 2) {
                let (start, end) = (numbers[index], numbers[index + 1])
                guard start >= 0, start <= end, end <= Self.sky.upperBound else {
                    throw .badCoverage("there is no range from \(start) to \(end)")
                }
                ranges.append(start..<end)
                let zeros = min((start | end).trailingZeroBitCount, 2 * Healpix.finestOrder)
                order = max(order, Healpix.finestOrder - zeros / 2)
            }
        default: throw .badCoverage("its ORDERING is \(ordering), expected NUNIQ or RANGE")
        }
        // The header may promise a finer order than its pixels have, never a wider one.
        let promised = (table.cards["MOCORD_S"] ?? table.cards["MOCORDER"]).flatMap { Int($0) } ?? order
        self = try Self.checked(ranges, order: min(Healpix.finestOrder, max(order, promised)))
    }
}
