import ArgumentParser
import Foundation
import Jobs
import Messages
import ServiceKit
import Tables

/// `peryton score`: the oddest rows of a query's result.
struct ScoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "score", abstract: "Find the oddest rows of a query's result.",
        discussion: """
            A job reads the whole result and gives out the rows with the highest scores: rank, score, tail probability and \
            the query's own columns. Where no stream is named, a forest is trained on a sample of the result first, on \
            every column of numbers that neither names nor places an object; it is among the job's results. A stream's \
            forest judges the columns that bear its features' names.

            Examples:
              peryton score "SELECT coadd_object_id, mag_auto_g - mag_auto_r AS gr, mag_auto_r - mag_auto_i AS ri \
            FROM dr1.main WHERE mag_auto_i < 22" --id coadd_object_id --explain
              peryton score @sample.adql --top 1000 --out oddest.fits
            """)

    @OptionGroup var mesh: MeshOptions

    @Option(help: "So many of the oddest rows.")
    var top: UInt32 = 100

    @Option(help: "Stream whose live forest judges the rows. Default: a forest of the result's own.")
    var stream: String?

    @Option(help: "With --stream: version of the forest. Default: the live one.")
    var forest: UInt32?

    @Option(help: ArgumentHelp("Column that names a row and is not judged.", valueName: "column"))
    var id: String?

    @Flag(help: "Add each feature's share in a row's oddness.")
    var explain = false

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("File for the rows; its name tells the format. Default: standard output.", valueName: "file")
    )
    var out: String?

    @Option(help: "Format of the rows: \(FormatChoice.names). Default: by --out, else csv.")
    var format: String?

    @Argument(help: "The query, or @FILE with it, or - for standard input.")
    var query: String

    func validate() throws {
        guard top >= 1, top <= 100_000 else { throw ValidationError("top \(top): expected 1 to 100000") }
        guard forest == nil || stream != nil else { throw ValidationError("--forest goes with --stream") }
        if format != nil || out != nil { _ = try FormatChoice.format(named: format, path: out) }
    }

    func run() async throws {
        let adql = try QueryText.read(query)
        let form = try FormatChoice.format(named: format, path: out)
        try await Interruption.ends { [self] in
            try await mesh.withClient { client in
                let run = JobRun(client: client, progress: ProgressLine("scoring", isForTerminals: true))
                let job = try await run.submit(
                    kind: "score", name: ResultSaver.name(of: QueryOrder(adql: adql)),
                    score: ScoreParameters(
                        adql: adql, stream: stream ?? "", forestVersion: forest ?? 0, top: top, format: form.rawValue,
                        idColumn: id ?? "", explain: explain))
                var ended = try await run.wait(for: job)
                ended.results.removeAll { $0.name == "trained.forest" }
                _ = try await ResultSaver(client: client, run: run).download(
                    ended, to: out ?? ResultSaver.standardOutput)
                remark(
                    "\(ended.message); job \(job.id) keeps the results for two weeks: peryton jobs results \(job.id)")
            }
        }
    }
}
