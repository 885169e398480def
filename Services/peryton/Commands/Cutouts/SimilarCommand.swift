import ArgumentParser
import Foundation
import Messages
import ServiceKit

/// `peryton similar`: objects that look alike.
struct SimilarCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "similar", abstract: "Find the objects that look most like one.",
        discussion: """
            The collection has to be described first: peryton images describe.

            Examples:
              peryton similar --object 4004709500000262888
              peryton similar 0.4507 -38.6656 --limit 20 --pictures-to alike/
            """)

    @OptionGroup var mesh: MeshOptions
    @OptionGroup var target: TargetChoice

    @Option(help: "Collection of images. Default: the only one.")
    var collection: String?

    @Option(help: "The most objects.")
    var limit: UInt32 = 10

    @Option(help: ArgumentHelp("Folder for a picture of each.", valueName: "folder"))
    var picturesTo: String?

    func validate() throws {
        guard try target.target(CutoutSettings()) != nil else {
            throw ValidationError("expected a position or --object")
        }
        guard (1...1_000).contains(limit) else { throw ValidationError("limit \(limit): expected 1 to 1000") }
    }

    func run() async throws {
        try await Interruption.ends { [self] in
            try await mesh.withClient { client in
                // `validate` has refused what has no target.
                guard let target = try target.target(CutoutSettings()) else { return }
                let reply = try await client.askCutout(
                    "similar",
                    SimilarRequest(
                        target: target, collection: collection ?? "", limit: limit, pictures: picturesTo != nil),
                    as: SimilarReply.self)
                var table = TextTable(
                    ["OBJECT", "RA deg", "DEC deg", "DISTANCE"] + (picturesTo == nil ? [] : ["PICTURE"]))
                for object in reply.objects {
                    let paths = try picturesTo.map { folder in
                        try object.pictures.map { try CutoutFiles(folder: folder).write($0) }
                    }
                    table.add(
                        [
                            "\(object.objectID)", String(format: "%.6f", object.raDegrees),
                            String(format: "%+.6f", object.decDegrees), String(format: "%.3f", object.distance),
                        ] + (paths.map { [$0.joined(separator: " ")] } ?? []))
                }
                say(table.text)
                remark(
                    "of \(Numbers.grouped(reply.searched)) objects in \(String(format: "%.1f", reply.searchSeconds * 1_000)) ms\n"
                )
            }
        }
    }
}
