import Foundation
import Messages
import Tables

/// Rows of a watch-list in a table file: columns id, ra and dec, and where they are there radius and comment.
struct WatchlistFile {
    /// Rows without an id or a position so far.
    private(set) var skipped = 0

    private var source: any TableFileSource
    private let path: String
    private let id: Int
    private let position: (ra: Int, dec: Int)
    private let radius: Int?
    private let comment: Int?
    private var read = 0

    private static let idNames = ["id", "name", "object", "objectid", "object_id", "oid", "source_id", "designation"]

    /// Opens a file: CSV, FITS, VOTable and others.
    init(_ path: String) throws {
        source = try TableReader.open(path)
        self.path = path
        let columns = source.columns
        let names = columns.map { $0.name.lowercased() }
        guard let id = Self.idNames.lazy.compactMap({ names.firstIndex(of: $0) }).first else {
            throw CommandFailure(
                "\(path): has no column id; it has \(columns.map(\.name).joined(separator: ", "))")
        }
        guard let position = PositionSource.guess(columns) else {
            throw CommandFailure(
                "\(path): has no columns ra and dec; it has \(columns.map(\.name).joined(separator: ", "))")
        }
        self.id = id
        self.position = position
        radius = ["radius", "radius_arcsec"].lazy.compactMap { names.firstIndex(of: $0) }.first
        comment = names.firstIndex(of: "comment")
        if let radius, !columns[radius].type.isNumeric {
            throw CommandFailure("\(path): column \(columns[radius].name) is text; expected arcseconds")
        }
    }

    /// How much of the file so many rows are; nil where it is not known how many there are.
    func share(of seen: Int) -> Double? {
        source.rowCount.map { Double(seen + skipped) / Double(max(1, $0)) }
    }

    /// The next rows, at most so many; nil at the end.
    mutating func next(maximumRows: Int) throws -> [WatchlistRow]? {
        guard let batch = try source.next(maximumRows: maximumRows) else { return nil }
        var rows: [WatchlistRow] = []
        rows.reserveCapacity(batch.rowCount)
        for row in 0..<batch.rowCount {
            let ra = PositionSource.number(batch.columns[position.ra], row)
            let dec = PositionSource.number(batch.columns[position.dec], row)
            let name = batch.columns[id].nulls.contains(row) ? "" : batch.columns[id].text(row)
            guard let ra, let dec, ra.isFinite, dec.isFinite, !name.isEmpty else {
                skipped += 1
                continue
            }
            guard abs(dec) <= 90, (0...360).contains(ra) else {
                throw CommandFailure("\(path), row \(read + row + 1): (\(ra), \(dec)) is no position in degrees")
            }
            let near = radius.flatMap { PositionSource.number(batch.columns[$0], row) } ?? 0
            guard near.isNaN || near >= 0 else {
                throw CommandFailure("\(path), row \(read + row + 1): radius \(near); expected arcseconds, 0 or more")
            }
            let remark = comment.map { batch.columns[$0].nulls.contains(row) ? "" : batch.columns[$0].text(row) }
            rows.append(
                WatchlistRow(
                    id: name, raDegrees: ra, decDegrees: dec, radiusArcseconds: near.isNaN ? 0 : near,
                    comment: remark ?? ""))
        }
        read += batch.rowCount
        return rows
    }
}
