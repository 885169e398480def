import ArgumentParser
import Mesh
import ServiceKit

/// `peryton-ingest`: turns packets into alerts.
@main
struct IngestCommand: ConfiguredCommand {
    static let configuration = CommandConfiguration(
        commandName: "peryton-ingest",
        abstract: "Take alert packets in, turn each into an alert, and publish it.",
        version: MeshVersion.current)

    @OptionGroup var options: ServiceOptions

    func run() async throws {
        try await MeshService.run("ingest", about: "takes packets, declares streams", options: options) {
            [IngestService(mesh: $0)]
        }
    }
}
