import ArgumentParser
import Foundation
import Messages
import ServiceKit

/// `peryton chart`: a finding chart.
struct ChartCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "chart", abstract: "Draw a finding chart to take to the telescope.",
        discussion: """
            The picture shows the target, a scale bar, north and east, and reference stars from a table, with what to move \
            from each of them to the target.

            Examples:
              peryton chart 30.51 -20.02
              peryton chart --object 1234567890 --size 6' --band r --faintest 18 --out night1/
            """)

    @OptionGroup var mesh: MeshOptions
    @OptionGroup var target: TargetChoice

    @Option(help: ArgumentHelp("Width and height: 5', 300px. Default: 4'.", valueName: "size"))
    var size: CutoutSize?

    @Option(help: "Band of the picture. Default: the first of r, i, g that there is.")
    var band: String?

    @Option(help: "Collection of images. Default: all.")
    var collection: String?

    @Option(help: ArgumentHelp("Faintest reference star, magnitudes.", valueName: "mag"))
    var faintest = 20.0

    @Option(help: "The most reference stars.")
    var stars: UInt32 = 9

    @Option(name: .shortAndLong, help: ArgumentHelp("Folder for the chart.", valueName: "folder"))
    var out = "."

    func validate() throws {
        guard try target.target(CutoutSettings()) != nil else {
            throw ValidationError("expected a position or --object")
        }
        guard (1...20).contains(stars) else { throw ValidationError("stars \(stars): expected 1 to 20") }
    }

    func run() async throws {
        try await Interruption.ends { [self] in
            try await mesh.withClient { client in
                var settings = CutoutSettings(collection: collection ?? "")
                switch size?.unit {
                case .pixels:
                    settings.widthPixels = UInt32(size?.width ?? 0)
                    settings.heightPixels = UInt32(size?.height ?? 0)
                default:
                    settings.widthArcminutes = size?.width ?? 4
                    settings.heightArcminutes = size?.height ?? 4
                }
                // `validate` has refused what has no target.
                guard let target = try target.target(settings) else { return }
                let reply = try await client.askCutout(
                    "chart",
                    ChartRequest(target: target, band: band ?? "", faintestMagnitude: faintest, stars: stars),
                    as: ChartReply.self)
                let path = try CutoutFiles(folder: out).write(reply.file)
                say("\(path)  \(Numbers.bytes(reply.file.bytes))  \(reply.file.width)×\(reply.file.height) pixels")
                for star in reply.stars {
                    say(
                        "\(star.label)  \(star.objectID)  \(String(format: "%.2f", star.magnitude)) mag  to the target: "
                            + ChartText.offset(east: star.eastArcseconds, north: star.northArcseconds))
                }
                if !reply.note.isEmpty { remark("note: \(reply.note)\n") }
            }
        }
    }
}

/// Offsets as observers say them.
enum ChartText {
    static func offset(east: Double, north: Double) -> String {
        String(
            format: "%.1f\" %@, %.1f\" %@", abs(east), east < 0 ? "W" : "E", abs(north), north < 0 ? "S" : "N")
    }
}
