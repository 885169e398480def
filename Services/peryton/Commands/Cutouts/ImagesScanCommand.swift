import ArgumentParser
import Foundation
import Messages

/// `peryton images scan`.
struct ImagesScanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scan", abstract: "Read the headers of a folder's FITS images; only what changed is read again.",
        discussion: """
            The folder lies in or below the one that the service may read (`peryton up`: the current one).

            Examples:
              peryton images scan sky/
              peryton images scan --collection sky
            """)

    @OptionGroup var mesh: MeshOptions

    @Option(help: "Name of the collection. Default: as the folder is called.")
    var collection: String?

    @Option(help: "Release of the images. Default: what their headers say.")
    var release: String?

    @Flag(help: "Read images that have not changed, too.")
    var again = false

    @Argument(help: "The folder. Default: where the collection was found the last time.")
    var folder: String?

    func validate() throws {
        guard collection != nil || folder != nil else { throw ValidationError("expected a folder or --collection") }
    }

    func run() async throws {
        try await Interruption.ends { [self] in
            try await mesh.withClient { client in
                let path = folder.map { URL(fileURLWithPath: $0).standardizedFileURL.path }
                let parameters = ScanParameters(
                    collection: collection ?? path.map { ($0 as NSString).lastPathComponent } ?? "", folder: path ?? "",
                    release: release ?? "", readsAgain: again)
                _ = try await client.askCutout("scan-check", parameters, as: ScanParameters.self)
                let run = JobRun(client: client, progress: ProgressLine("scanning", isForTerminals: true))
                let job = try await run.submit(kind: "scan", name: "scan of \(parameters.collection)", scan: parameters)
                say(try await run.wait(for: job).message)
            }
        }
    }
}
