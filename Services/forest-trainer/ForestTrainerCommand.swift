import ArgumentParser
import Mesh
import ServiceKit

/// `peryton-forest-trainer`: trains forests.
@main
struct ForestTrainerCommand: ConfiguredCommand {
    static let configuration = CommandConfiguration(
        commandName: "peryton-forest-trainer",
        abstract: "Train isolation forests on the alerts of a stream.",
        version: MeshVersion.current)

    @OptionGroup var options: ServiceOptions

    func run() async throws {
        try await MeshService.run("forest-trainer", about: "trains forests", options: options) {
            [TrainerService(mesh: $0)]
        }
    }
}
