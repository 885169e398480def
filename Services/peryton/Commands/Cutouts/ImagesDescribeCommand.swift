import ArgumentParser
import Foundation
import Messages

/// `peryton images describe`.
struct ImagesDescribeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "describe",
        abstract: "Describe what objects look like on a collection's images, for `peryton similar`.",
        discussion: """
            Each object's stamp becomes some sixty numbers, which rotation, mirroring and brightness leave as they are.

            Examples:
              peryton images describe --collection sky
              peryton images describe --collection sky --bands gri --query "SELECT coadd_object_id, ra, dec FROM dr1.main WHERE mag_auto_i < 22"
            """)

    @OptionGroup var mesh: MeshOptions

    @Option(help: "The collection.")
    var collection: String

    @Option(help: ArgumentHelp("Query that gives identifiers, ra and dec, or @FILE with it.", valueName: "adql"))
    var query = "SELECT coadd_object_id, ra, dec FROM dr1.main"

    @Option(help: "Bands; shapes are seen in the first. Default: all that there are.")
    var bands: String?

    @Option(help: ArgumentHelp("Side of the stamps.", valueName: "arcsec"))
    var side = 16.0

    func run() async throws {
        try await Interruption.ends { [self] in
            try await mesh.withClient { client in
                let run = JobRun(client: client, progress: ProgressLine("describing", isForTerminals: true))
                let job = try await run.submit(
                    kind: "similarity", name: "looks of \(collection)",
                    similarity: SimilarityParameters(
                        collection: collection, adql: try QueryText.read(query), bands: bands ?? "",
                        sideArcseconds: side))
                say(try await run.wait(for: job).message)
            }
        }
    }
}
