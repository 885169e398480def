import ArgumentParser
import Catalog
import Foundation
import Mesh
import Messages
import ServiceKit
import Tables

/// `peryton match`: what of a table is near positions.
struct MatchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "match", abstract: "Find what of a table is near the positions in a file.",
        discussion: """
            The positions are two columns of a table file (CSV, FITS, VOTable and others), ICRS, degrees. Each row tells which \
            position it is near (position_index, from 0, in the file's order), the position, the separation in arcseconds, \
            and the table's columns.

            Examples:
              peryton match targets.csv --table dr1.main --radius 1
              peryton match targets.fits --table dr1.main --radius 5 --all --column mag_auto_i --out near.fits
            """)

    @OptionGroup var mesh: MeshOptions

    @Option(help: "The table to look in.")
    var table: String

    @Option(help: ArgumentHelp("How far away a match may be, arcseconds.", valueName: "arcsec"))
    var radius = 1.0

    @Flag(help: "Only the nearest for each position (the default), or all.")
    var choice = MatchChoice.best

    @Option(help: "With --all: the most for each position.")
    var limit: UInt32?

    @Option(help: "Column of the table to show; may be given several times. Default: the principal ones.")
    var column: [String] = []

    @Option(
        help: ArgumentHelp("Column of the right ascension in the file. Default: by UCD and name.", valueName: "column"))
    var ra: String?

    @Option(help: ArgumentHelp("Column of the declination in the file. Default: by UCD and name.", valueName: "column"))
    var dec: String?

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "File for the matches; its name tells the format. Default: standard output.", valueName: "file"))
    var out: String?

    @Option(help: "Format of the matches: \(FormatChoice.names). Default: by --out, else csv; a table on a terminal.")
    var format: String?

    @Argument(help: "File with the positions.")
    var positions: String

    func validate() throws {
        guard radius > 0, radius <= 3_600 else {
            throw ValidationError("radius \(radius): expected more than 0 and at most 3600 arcseconds")
        }
        guard (ra == nil) == (dec == nil) else { throw ValidationError("--ra and --dec go together") }
        guard limit == nil || choice == .all else { throw ValidationError("--limit goes with --all") }
        if let limit, limit == 0 { throw ValidationError("limit 0: expected at least 1") }
        if format != nil || out != nil { _ = try FormatChoice.format(named: format, path: out) }
    }

    func run() async throws {
        try await Interruption.ends { [self] in
            let source = try PositionSource(positions, ra: ra, dec: dec)
            try await mesh.withClient { client in
                var output = MatchOutput(
                    format: try FormatChoice.format(named: format, path: out), path: out,
                    isForPeople: out == nil && format == nil && isatty(STDOUT_FILENO) == 1,
                    about: "positions of \(positions) against \(table) within \(radius) arcsec")
                try await match(source, client, &output)
            }
        }
    }

    private func match(_ source: PositionSource, _ client: MeshClient, _ output: inout MatchOutput) async throws {
        let progress = ProgressLine("matching", isForTerminals: true)
        var (seen, found, rows) = (0, 0, 0)
        var source = source
        while let batch = try source.next() {
            try Task.checkCancellation()
            let reply = try await client.askCatalog(
                "cross-match",
                CrossMatchRequest(
                    table: table, raDegrees: batch.ra, decDegrees: batch.dec, radiusArcseconds: radius,
                    bestOnly: choice == .best, limitPerPosition: limit ?? 0, columns: column),
                as: CrossMatchReply.self, timeoutSeconds: 300)
            let matched = try MatchedRows(reply.table, of: batch)
            try output.write(matched)
            seen += batch.ra.count
            found += matched.positions
            rows += matched.batch.rowCount
            if let share = source.share(of: seen) { progress.show(share, "\(Numbers.grouped(seen)) positions") }
        }
        progress.clear()
        try output.finish()
        remark(
            "\(Numbers.grouped(found)) of \(Numbers.grouped(seen)) positions have a match, \(Numbers.rows(rows))"
                + (source.skipped > 0 ? "; \(Numbers.rows(source.skipped)) without a position" : ""))
    }
}

/// Which matches are wanted.
enum MatchChoice: String, EnumerableFlag {
    case best
    case all
}
