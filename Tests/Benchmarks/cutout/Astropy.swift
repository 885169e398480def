import BenchmarkSupport
import Foundation

/// astropy's times.
struct AstropyTimes: Decodable {
    /// Seconds a turn with the file kept open and its WCS kept.
    let kept: [Double]
    /// Seconds a turn with the file opened anew; for cutouts.
    let anew: [Double]?
    /// Seconds a turn of astrocut; for cutouts.
    let astrocut: [Double]?

    static func run(_ python: String, _ arguments: [String]) throws -> AstropyTimes {
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
            "astropy_cutout.py"
        ).path
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [python, script] + arguments
        process.standardOutput = output
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw BenchmarkFailure("\(script) failed") }
        return try JSONDecoder().decode(AstropyTimes.self, from: data)
    }
}
