import ArgumentParser
import Foundation
import Messages
import ServiceKit
import Sky

/// `peryton images`: which images there are.
struct ImagesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "images",
        abstract: "Scan collections of images, list them, show where they lie, describe what is on them.",
        subcommands: [
            ImagesScanCommand.self, ImagesListCommand.self, ImagesFootprintCommand.self, ImagesDescribeCommand.self,
        ])
}

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
