import BenchmarkSupport
import Foundation
import Images
import Sky

/// Cutouts of one arcminute, from a position on the sky to the bytes of a FITS file, beside astropy's Cutout2D.
struct CutCases {
    let tiles: BenchmarkTiles
    let report: Report
    let folder: String
    let python: String

    private static let pixels = 228

    func run() throws {
        try run("plain 1 arcmin", tiles.plain, hdu: 0, turns: 2_000)
        try run("Rice 1 arcmin", tiles.riceRows, hdu: 1, turns: 300)
        try run("Rice squares 1 arcmin", tiles.riceSquares, hdu: 1, turns: 1_000)
    }

    private func run(_ name: String, _ path: String, hdu: Int, turns: Int) throws {
        // Both find the file in the page cache and something of it in memory, but not the same places.
        let all = BenchmarkTiles.places(2 * turns)
        let places = Array(all[..<turns])
        let file = "\(folder)/places.raw"
        let numbers = places.flatMap { [$0.rightAscension, $0.declination] }
        try numbers.withUnsafeBytes { try Data($0).write(to: URL(fileURLWithPath: file)) }
        let ours = Array(try cut(path, hdu, Array(all[turns...]) + places)[turns...])
        let peer = try AstropyTimes.run(python, ["cutouts", path, "\(hdu)", file, "\(Self.pixels)"])
        var kept = Measurement()
        for (a, b) in zip(ours, peer.kept) { kept.add(ours: a, peer: b) }
        report.tell(name, kept, peerName: "Cutout2D, file and WCS kept")
        var anew = Measurement()
        for (a, b) in zip(ours, peer.anew ?? []) { anew.add(ours: a, peer: b) }
        report.tell("\(name), file opened", anew, peerName: "Cutout2D, file opened anew")
        var astrocut = Measurement()
        for (a, b) in zip(ours, peer.astrocut ?? []) { astrocut.add(ours: a, peer: b) }
        report.tell("\(name), astrocut", astrocut, peerName: "astrocut, which opens the file")
    }

    private func cut(_ path: String, _ hdu: Int, _ places: [SkyPosition]) throws -> [Double] {
        let file = try ImageFile.open(path)
        let image = try file.image(hdu: hdu)
        let world = try WorldCoordinates(image.header)
        return try places.map { place in
            try Measurement.seconds {
                guard let pixel = world.pixel(of: place),
                    let box = PixelBox(around: pixel.x, pixel.y, width: Self.pixels, height: Self.pixels)
                else { throw BenchmarkFailure("a place lies off the tile") }
                let plane = try file.cut(image, box)
                var file = FITSBytes()
                file.append(plane.block, header: plane.header)
                guard file.bytes.count > 4 * Self.pixels * Self.pixels else {
                    throw BenchmarkFailure("a cutout came short")
                }
            }
        }
    }
}
