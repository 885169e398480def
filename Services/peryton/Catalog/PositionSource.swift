import Foundation
import Tables

/// Positions in a table file, a batch at a time.
struct PositionSource {
    /// Some positions, ICRS, degrees, and which row of the file each is, from 0.
    struct Batch {
        var ra: [Double] = []
        var dec: [Double] = []
        var rows: [Int] = []
    }

    /// Rows without a position so far.
    private(set) var skipped = 0

    private var source: any TableFileSource
    private let path: String
    private let columns: (ra: Int, dec: Int)
    private var read = 0

    /// Positions of one request.
    private static let batchRows = 50_000

    /// Opens a file; columns are found by name, or guessed by UCD and name.
    init(_ path: String, ra: String?, dec: String?) throws {
        self.path = path
        source = try TableReader.open(path)
        let all = source.columns
        func find(_ name: String) throws -> Int {
            guard let index = all.firstIndex(where: { $0.name.lowercased() == name.lowercased() }) else {
                throw CommandFailure(
                    "\(path): has no column \(name); it has \(all.map(\.name).joined(separator: ", "))")
            }
            guard all[index].type.isNumeric else {
                throw CommandFailure("\(path): column \(name) is \(all[index].type.rawValue); expected degrees")
            }
            return index
        }
        if let ra, let dec {
            columns = (try find(ra), try find(dec))
        } else if let guess = Self.guess(all) {
            columns = guess
        } else {
            throw CommandFailure(
                "\(path): which columns are the position? Say --ra and --dec; it has "
                    + all.map(\.name).joined(separator: ", "))
        }
    }

    /// How much of the file so many positions are; nil where it is not known how many there are.
    func share(of seen: Int) -> Double? {
        source.rowCount.map { Double(seen + skipped) / Double(max(1, $0)) }
    }

    /// The next positions; nil at the end.
    mutating func next() throws -> Batch? {
        guard let batch = try source.next(maximumRows: Self.batchRows) else { return nil }
        let (ra, dec) = (batch.columns[columns.ra], batch.columns[columns.dec])
        var positions = Batch()
        for row in 0..<batch.rowCount {
            let (a, d) = (Self.number(ra, row), Self.number(dec, row))
            guard let a, let d, a.isFinite, d.isFinite else {
                skipped += 1
                continue
            }
            guard abs(d) <= 90, abs(a) <= 720 else {
                throw CommandFailure("\(path), row \(read + row + 1): (\(a), \(d)) is no position in degrees")
            }
            positions.ra.append(a)
            positions.dec.append(d)
            positions.rows.append(read + row)
        }
        read += batch.rowCount
        return positions
    }

    /// A number of a column; nil for null and for text.
    static func number(_ values: ColumnValues, _ row: Int) -> Double? {
        guard !values.nulls.contains(row) else { return nil }
        return switch values.storage {
        case .uint8(let numbers): Double(numbers[row])
        case .int16(let numbers): Double(numbers[row])
        case .int32(let numbers): Double(numbers[row])
        case .int64(let numbers): Double(numbers[row])
        case .float32(let numbers): Double(numbers[row])
        case .float64(let numbers): numbers[row]
        case .boolean, .text: nil
        }
    }

    private static let knownPairs = [
        ("ra", "dec"), ("ra", "de"), ("raj2000", "dej2000"), ("raj2000", "decj2000"), ("ra_j2000", "dec_j2000"),
        ("ra_icrs", "de_icrs"), ("ra_icrs", "dec_icrs"), ("ra_deg", "dec_deg"), ("s_ra", "s_dec"),
        ("alphawin_j2000", "deltawin_j2000"), ("ramean", "decmean"), ("right_ascension", "declination"),
    ]

    /// The columns of the position, by UCD and name.
    static func guess(_ all: [Column]) -> (ra: Int, dec: Int)? {
        func marked(_ ucd: String) -> Int? { all.firstIndex { $0.ucd.lowercased() == ucd && $0.type.isNumeric } }
        if let ra = marked("pos.eq.ra;meta.main"), let dec = marked("pos.eq.dec;meta.main") { return (ra, dec) }
        func named(_ name: String) -> Int? { all.firstIndex { $0.name.lowercased() == name && $0.type.isNumeric } }
        for (ra, dec) in knownPairs {
            if let ra = named(ra), let dec = named(dec) { return (ra, dec) }
        }
        return nil
    }
}
