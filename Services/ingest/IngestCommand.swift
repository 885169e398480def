import ArgumentParser
import Mesh
import ServiceKit
import Stamps

/// `peryton-ingest`: turns packets into alerts.
@main
struct IngestCommand: ConfiguredCommand {
    static let configuration = CommandConfiguration(
        commandName: "peryton-ingest",
        abstract: "Take alert packets in, turn each into an alert, and publish it.",
        version: MeshVersion.current)

    @OptionGroup var options: ServiceOptions
    @OptionGroup var ingest: IngestOptions

    func run() async throws {
        let stamps = StampStore(folder: ingest.stamps)
        try await MeshService.run("ingest", about: "takes packets, declares streams", options: options) {
            [IngestService(mesh: $0, stamps: stamps)]
        }
    }
}
