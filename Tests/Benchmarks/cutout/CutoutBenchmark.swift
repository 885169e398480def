import BenchmarkSupport
import Foundation

/// `make bench-cutout`: cutouts, pictures and similarity search beside astropy, on the same files.
@main
struct CutoutBenchmark {
    static func main() async {
        do {
            try await run(Array(CommandLine.arguments.dropFirst()))
        } catch {
            FileHandle.standardError.write(Data("bench-cutout: \(error)\n".utf8))
            exit(1)
        }
    }

    private static func run(_ arguments: [String]) async throws {
        guard (2...3).contains(arguments.count) else {
            throw BenchmarkFailure("expected: a folder, a Python that imports astropy, and perhaps cases")
        }
        let (folder, python) = (arguments[0], arguments[1])
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let all = ["cut", "bus", "color", "similarity"]
        let wanted = arguments.count == 3 ? arguments[2].split(separator: ",").map(String.init) : all
        if let unknown = wanted.first(where: { !all.contains($0) }) {
            throw BenchmarkFailure("case \(unknown): expected some of \(all.joined(separator: ","))")
        }
        let tiles = try BenchmarkTiles.open(folder: "\(folder)/images")
        let report = Report(bench: "cutout", rows: BenchmarkTiles.side)
        if wanted.contains("cut") { try CutCases(tiles: tiles, report: report, folder: folder, python: python).run() }
        if wanted.contains("bus") { try await BusCase(tiles: tiles, report: report, folder: folder).run() }
        if wanted.contains("color") { try ColourCases(report: report, folder: folder, python: python).run() }
        if wanted.contains("similarity") { try SimilarityCase(report: report).run() }
        try report.end()
    }
}
