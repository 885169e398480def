import ArgumentParser
import Mesh
import ServiceKit

/// `peryton-cutout`: pixels and pictures of positions.
@main
struct CutoutServiceCommand: ConfiguredCommand {
    static let configuration = CommandConfiguration(
        commandName: "peryton-cutout",
        abstract: "Cut pixels and pictures out of images: single ones at once, thousands as jobs.",
        version: MeshVersion.current)

    @OptionGroup var options: ServiceOptions
    @OptionGroup var cutout: CutoutOptions

    func run() async throws {
        let desk = try CutoutDesk(cutout)
        try await MeshService.run("cutout", about: "cuts pixels and pictures out of images", options: options) {
            [CutoutService(mesh: $0, desk: desk, options: cutout)]
        }
    }
}
