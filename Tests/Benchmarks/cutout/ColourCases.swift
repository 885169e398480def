import BenchmarkSupport
import Foundation
import IsolationForest
import Pictures

/// Colour pictures by Lupton and others (2004), beside astropy's make_lupton_rgb.
struct ColourCases {
    let report: Report
    let folder: String
    let python: String

    func run() throws {
        try run("color", side: 228)
        try run("color 2000", side: 2_000)
    }

    private func run(_ name: String, side: Int) throws {
        var generator = SplitMix64(state: 3)
        let planes = try (0..<3).map { _ in
            try Intensities(
                width: side, height: side,
                values: (0..<side * side).map { _ in pow(Float.random(in: 0...1, using: &generator), 8) * 2_000 - 5 })
        }
        let file = "\(folder)/planes.raw"
        try planes.flatMap(\.values).withUnsafeBytes { try Data($0).write(to: URL(fileURLWithPath: file)) }
        let peer = try AstropyTimes.run(python, ["lupton", file, "\(side)"])
        var measurement = Measurement()
        for seconds in peer.kept {
            let ours = try Measurement.seconds {
                _ = try Picture(
                    red: planes[0], green: planes[1], blue: planes[2],
                    LuptonColours(minimum: 1, stretch: 50, softening: 10))
            }
            measurement.add(ours: ours, peer: seconds)
        }
        report.tell(name, measurement, peerName: "make_lupton_rgb")
    }
}
