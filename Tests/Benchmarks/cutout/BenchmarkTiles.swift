import BenchmarkSupport
import Foundation
import Images
import IsolationForest
import Sky

/// One coadd tile in DES's shape, 10,000 × 10,000 pixels of noise with stars, in four files: as it is, and Rice-compressed
/// in rows (as DES has it) and in squares.
struct BenchmarkTiles {
    static let side = 10_000
    static let scaleArcseconds = 0.263

    let plain: String
    let riceRows: String
    let riceSquares: String
    let folder: String

    static func open(folder: String) throws -> BenchmarkTiles {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let tiles = BenchmarkTiles(
            plain: "\(folder)/tile_plain_r.fits", riceRows: "\(folder)/tile_rows_i.fits.fz",
            riceSquares: "\(folder)/tile_squares_z.fits.fz", folder: folder)
        let noise = Noise()
        for (path, band, compression) in [
            (tiles.plain, "r", nil), (tiles.riceRows, "i", ImageCompression(.rice)),
            (tiles.riceSquares, "z", ImageCompression(.rice, tileWidth: 256, tileHeight: 256)),
        ] where !FileManager.default.fileExists(atPath: path) {
            try write(noise, band: band, to: path, compression)
        }
        return tiles
    }

    /// Places all over the tile, an arcminute from its edge.
    static func places(_ count: Int) -> [SkyPosition] {
        var generator = SplitMix64(state: 11)
        let half = (Double(side) * scaleArcseconds / 2 - 60) / 3_600
        return (0..<count).compactMap { _ in
            let (x, y) = (
                Double.random(in: -half...half, using: &generator), Double.random(in: -half...half, using: &generator)
            )
            return SkyPosition(rightAscension: 30 + x / cos(20 * Double.pi / 180), declination: -20 + y)
        }
    }

    private static func write(_ noise: Noise, band: String, to path: String, _ compression: ImageCompression?) throws {
        var header = ImageHeader()
        header.set("CTYPE1", "RA---TAN")
        header.set("CTYPE2", "DEC--TAN")
        header.set("CRVAL1", 30.0)
        header.set("CRVAL2", -20.0)
        header.set("CRPIX1", 5_000.5)
        header.set("CRPIX2", 5_000.5)
        header.set("CD1_1", -scaleArcseconds / 3_600)
        header.set("CD1_2", 0.0)
        header.set("CD2_1", 0.0)
        header.set("CD2_2", scaleArcseconds / 3_600)
        header.set("BAND", band)
        header.set("MAGZERO", 30.0)
        let writer = try FITSImageWriter(path: path)
        let shape = ImageShape(width: side, height: side, type: .float)
        try writer.append(shape, header: header, name: "SCI", compression: compression) { rows throws(ImageError) in
            for y in 0..<side { try rows.append(.float(noise.row(y))) }
        }
        try writer.finish()
    }
}

/// Sky noise and a star every few arcseconds, the same in every run.
private struct Noise {
    private let normal: [Float]
    private static let spacing = 61

    init() {
        var generator = SplitMix64(state: 7)
        normal = (0..<1_048_573).map { _ in
            let (a, b) = (Double.random(in: 1e-12...1, using: &generator), Double.random(in: 0...1, using: &generator))
            return Float(3 * (-2 * log(a)).squareRoot() * cos(2 * .pi * b))
        }
    }

    func row(_ y: Int) -> [Float] {
        let start = Int(UInt64(y) &* 2_654_435_761 % UInt64(normal.count))
        var row = (0..<BenchmarkTiles.side).map { normal[($0 + start) % normal.count] }
        let centre = (y / Self.spacing) * Self.spacing + Self.spacing / 2
        let dy = Float(y - centre)
        guard abs(dy) < 12 else { return row }
        for x in stride(from: Self.spacing / 2, to: BenchmarkTiles.side - 12, by: Self.spacing) {
            let flux = 5_000 * Float(1 + (x * 7 + centre * 13) % 97) / 97
            for dx in max(0, x - 12)..<(x + 12) {
                let distance = Float(dx - x)
                row[dx] += flux * pow(1 + (distance * distance + dy * dy) / 6, -2.5)
            }
        }
        return row
    }
}
