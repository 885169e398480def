import ADQL
import BenchmarkSupport
import Catalog
import Foundation
import Tables

/// Results written to files: ours beside astropy's, of the same rows in memory.
struct WriterCases {
    let tables: BenchmarkTables
    let report: Report
    let folder: String
    let python: String

    func run() throws {
        // astropy takes half a millisecond for a row of VOTable.
        try run([("write FITS", .fits)], rows: 200_000, turns: 7)
        try run([("write VOTable", .votable), ("write VOTable BINARY2", .votableBinary2)], rows: 50_000, turns: 3)
    }

    private func run(_ formats: [(name: String, format: TableFormat)], rows: Int, turns: Int) throws {
        var columns: [Column] = []
        var batches: [ColumnBatch] = []
        _ = try tables.sqlite.run(
            QueryText("SELECT TOP \(rows) * FROM dr1.main"), for: "user",
            limits: QueryLimits(batchRows: 16_384), cancellation: QueryCancellation(), begin: { columns = $0.columns },
            rows: { batches.append($0) })
        let source = "\(folder)/rows.fits"
        try write(batches, columns, .fits, to: source)
        let astropy = try Astropy(python, reading: source)
        for (name, format) in formats {
            var measurement = Measurement()
            for _ in 0..<turns {
                let ours = try Measurement.seconds {
                    try write(batches, columns, format, to: "\(folder)/ours.\(format.fileExtension)")
                }
                let theirs = try astropy.seconds(format.rawValue, to: "\(folder)/theirs.\(format.fileExtension)")
                measurement.add(ours: ours, peer: theirs)
            }
            report.tell(name, measurement, peerName: "astropy")
        }
        try astropy.end()
    }

    private func write(_ batches: [ColumnBatch], _ columns: [Column], _ format: TableFormat, to path: String) throws {
        var sink = try TableWriter.make(format, to: path, columns: columns)
        for batch in batches { try sink.write(batch) }
        try sink.finish()
    }
}

/// A Python process that writes a table again and again, and tells the seconds.
private final class Astropy {
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()

    init(_ python: String, reading path: String) throws {
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
            "astropy_write.py"
        ).path
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [python, script, path]
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        _ = try line()
    }

    func seconds(_ format: String, to path: String) throws -> Double {
        try input.fileHandleForWriting.write(contentsOf: Data("\(format) \(path)\n".utf8))
        let answer = try line()
        guard let seconds = Double(answer) else { throw BenchmarkFailure("astropy: \(answer)") }
        return seconds
    }

    func end() throws {
        try input.fileHandleForWriting.close()
        process.waitUntilExit()
    }

    private func line() throws -> String {
        var bytes = Data()
        while let byte = try output.fileHandleForReading.read(upToCount: 1), let first = byte.first {
            if first == UInt8(ascii: "\n") { return String(decoding: bytes, as: UTF8.self) }
            bytes.append(first)
        }
        throw BenchmarkFailure("astropy ended: is it installed in \(process.arguments?.first ?? "")?")
    }
}
