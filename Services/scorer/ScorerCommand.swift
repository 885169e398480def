import ArgumentParser
import Mesh
import ServiceKit

/// `peryton-scorer`: scores alerts.
@main
struct ScorerCommand: ConfiguredCommand {
    static let configuration = CommandConfiguration(
        commandName: "peryton-scorer",
        abstract: "Score every alert as it arrives and pick out the anomalies.",
        version: MeshVersion.current)

    @OptionGroup var options: ServiceOptions

    func run() async throws {
        try await MeshService.run("scorer", about: "scores alerts", options: options) { [ScorerService(mesh: $0)] }
    }
}
