import ArgumentParser
import Foundation
import Messages
import Sky

/// `peryton images list`.
struct ImagesListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List collections, or the images of one or of a position.",
        discussion: """
            Examples:
              peryton images list
              peryton images list --collection sky --bands gr
              peryton images list 30.51 -20.02
              peryton images list --problems
            """)

    @OptionGroup var mesh: MeshOptions

    @Option(help: "Only images of this collection.")
    var collection: String?

    @Option(help: "Only images in these bands.")
    var bands: String?

    @Flag(help: "Only images that cannot be used, and why.")
    var problems = false

    @Option(help: "The most images.")
    var limit: UInt32 = 100

    @Argument(parsing: .allUnrecognized, help: "Only images that cover this position.")
    var position: [String] = []

    func run() async throws {
        try await mesh.withClient { client in
            let place = position.isEmpty ? nil : try Sexagesimal.position(position.joined(separator: " "))
            let showsImages = collection != nil || place != nil || problems || bands != nil
            let list = try await client.askCutout(
                "image-list",
                ImageListRequest(
                    collection: collection ?? "", isAtPosition: place != nil, raDegrees: place?.rightAscension ?? 0,
                    decDegrees: place?.declination ?? 0, bands: bands ?? "", onlyProblems: problems,
                    limit: showsImages ? limit : 0),
                as: ImageList.self)
            if showsImages {
                ImageTexts.images(list.images).forEach { say($0) }
                if list.isTruncated { remark("only the first \(limit): there are more; see --limit\n") }
                if list.images.isEmpty { remark("no such image\n") }
            } else {
                ImageTexts.collections(list.collections).forEach { say($0) }
                if list.collections.isEmpty { remark("no images were scanned yet: peryton images scan FOLDER\n") }
            }
        }
    }
}
