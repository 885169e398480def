import ArgumentParser
import Foundation
import Messages

/// `peryton images footprint`.
struct ImagesFootprintCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "footprint", abstract: "Write the outlines of images as a DS9 region file or as ADQL polygons.",
        discussion: """
            Examples:
              peryton images footprint --collection sky > sky.reg
              peryton images footprint --collection sky --adql
            """)

    @OptionGroup var mesh: MeshOptions

    @Option(help: "Collection. Default: all.")
    var collection: String?

    @Flag(help: "ADQL polygons, one a line, instead of a region file.")
    var adql = false

    func run() async throws {
        try await mesh.withClient { client in
            let list = try await client.askCutout(
                "image-list", ImageListRequest(collection: collection ?? "", limit: .max), as: ImageList.self)
            if !adql { say("# Region file format: DS9\nfk5") }
            var told: Set<[Double]> = []
            for image in list.images where image.problem.isEmpty && told.insert(image.footprintDegrees).inserted {
                let numbers = image.footprintDegrees.map { String(format: "%.6f", $0) }.joined(separator: ", ")
                say(adql ? "POLYGON(\(numbers))" : "polygon(\(numbers)) # text={\(image.path)}")
            }
        }
    }
}
