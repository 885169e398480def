import Foundation
import Images
import Synchronization
import Tables

extension SimulatedSky {
    /// Name of the table of the objects in the pictures.
    public static let tableName = "objects"

    /// What a sky's folder got.
    public struct Written: Sendable, Equatable {
        /// The names of the pictures' files, tile by tile.
        public let pictures: [String]
        /// Number of objects in the pictures, those of the catalogue among them.
        public let objects: Int
        /// How many of them are odd.
        public let odd: Int
    }

    /// Writes the pictures, the table of the objects in them, and which are odd (`truth.json`) into a folder.
    ///
    /// The folder is made where it is missing. Each picture is a FITS file with the planes SCI (4-byte floating point),
    /// MSK (2-byte bits, `SkyMask`) and WGT (4-byte floating point). Compressed ones are packed row by row with Rice,
    /// SCI and WGT rounded to a sixteenth of the noise with dither that leaves weights of 0 as they are; those that are
    /// not have SCI as their primary image. Files of the same names are replaced, each when the new one is complete;
    /// others are left alone. The table has the columns of the catalogue's main table, and the catalogue's rows the
    /// same values. Two threads work, each on some rows of one picture at a time: memory does not grow with the
    /// pictures' size. Blocks the caller.
    ///
    /// - Parameters:
    ///   - bands: those of which pictures are written.
    ///   - progress: told the share that is written, from 0 to 1, on any thread, one call at a time.
    /// - Throws: `ImageError`, `TableError`, or what the file system says.
    @discardableResult
    public func write(
        toFolder folder: String, bands: [CatalogueBand] = CatalogueBand.allCases, isCompressed: Bool = true,
        progress: @Sendable (Double) -> Void = { _ in }
    ) throws -> Written {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try writeTable(toFolder: folder)
        let parts = tiles.flatMap { tile in bands.map { (tile: tile, band: $0) } }
        let next = Atomic<Int>(0)
        let state = Mutex<(written: Int, failure: (any Error)?)>((0, nil))
        DispatchQueue.concurrentPerform(iterations: 2) { _ in
            while true {
                let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
                guard index < parts.count, state.withLock({ $0.failure == nil }) else { return }
                let (tile, band) = parts[index]
                do {
                    let name = tile.fileName(band, isCompressed: isCompressed)
                    try write(picture(tile, band), to: "\(folder)/\(name)", isCompressed: isCompressed)
                } catch {
                    return state.withLock { $0.failure = $0.failure ?? error }
                }
                state.withLock {
                    $0.written += 1
                    progress(Double($0.written) / Double(parts.count))
                }
            }
        }
        if let failure = state.withLock({ $0.failure }) { throw failure }
        try writeTruth(toFolder: folder)
        return Written(
            pictures: parts.map { $0.tile.fileName($0.band, isCompressed: isCompressed) },
            objects: table.rowCount, odd: table.odd.count)
    }

    private func write(_ picture: SkyPicture, to path: String, isCompressed: Bool) throws(ImageError) {
        let writer = try FITSImageWriter(path: path)
        let side = picture.tile.side
        let seed = Int(picture.tile.stream(picture.band, .noise) % 10_000) + 1
        for plane in SkyPicture.Plane.allCases {
            // A weight of nothing is nothing, whatever dither is added to the others.
            let dithering = plane == .weight ? Dithering.subtractive2 : .subtractive1
            let compression =
                isCompressed
                ? ImageCompression(.rice, quantizeLevel: 16, dithering: dithering, ditherSeed: seed) : nil
            try writer.append(
                ImageShape(width: side, height: side, type: plane == .mask ? .int16 : .float),
                header: picture.header(plane, sky: self), name: plane.rawValue, compression: compression
            ) { rows throws(ImageError) in
                for first in stride(from: 0, to: side, by: SkyPicture.stripHeight) {
                    let part = first..<min(first + SkyPicture.stripHeight, side)
                    switch plane {
                    case .science: try rows.append(.float(picture.science(rows: part)))
                    case .mask: try rows.append(.int16(picture.mask(rows: part)))
                    case .weight: try rows.append(.float(picture.weight(rows: part)))
                    }
                }
            }
        }
        try writer.finish()
    }

    private func writeTable(toFolder folder: String) throws {
        var source = table.source
        let provenance = Provenance(
            catalog: "dr1", catalogVersion: "simulated sky \(Self.version), seed \(seed)",
            software: "peryton simulate sky",
            description: "The objects in the pictures of a simulated sky: none of them exists.")
        var sink = try TableWriter.make(
            .fits, to: "\(folder)/\(Self.tableName).fits", columns: source.columns, provenance: provenance,
            options: .init(tableName: Self.tableName))
        while let batch = try source.next(maximumRows: 8192) { try sink.write(batch) }
        try sink.finish()
    }

    private func writeTruth(toFolder folder: String) throws {
        let file = SimulatedCatalogue.TruthFile(
            version: Self.version, seed: seed, objects: table.rowCount,
            odd: table.odd.map { .init(id: String($0.identifier), kind: $0.kind) })
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        try encoder.encode(file).write(
            to: URL(fileURLWithPath: "\(folder)/\(SimulatedCatalogue.TruthFile.fileName)"), options: .atomic)
    }
}
