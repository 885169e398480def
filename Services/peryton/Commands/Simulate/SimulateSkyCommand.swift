import ArgumentParser
import ServiceKit
import Simulation
import Threads

/// `peryton simulate sky`: pictures of the simulated catalogue's objects.
struct SimulateSkyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sky",
        abstract: "Write pictures of a piece of the simulated catalogue's sky, in the shape of DES's coadded tiles.",
        discussion: """
            Writes overlapping pictures around a point where four tiles meet (RA 0.45, Dec -38.57), each with its \
            mask and weight, and objects.fits, the table of all objects in them in the columns of the catalogue's \
            main table. The catalogue's objects of the same seed and number are among them with the same ids; \
            further ones fill the field up to DES's density. truth.json tells which objects are odd.

            Example:
              peryton simulate sky --bands gri sky/
            """)

    @Option(help: "Number of objects of the catalogue that is shown, as in simulate catalog.")
    var objects = 1_000_000

    @Option(help: "Seed of all that is random, as in simulate catalog.")
    var seed: UInt64 = 1

    @Option(help: "Number of tiles: 1 to 4, in full size to 16.")
    var tiles = 4

    @Option(help: "Bands, of g, r, i, z and Y.")
    var bands = "grizY"

    @Option(
        help: "Pixels of a picture's side, 512 to 10000: the part of each tile next to where they meet.")
    var size = SimulatedSky.Size.small.side

    @Flag(help: "Write whole tiles of 10000 pixels instead, 2.3 GB for four tiles in all bands.")
    var full = false

    @Flag(inversion: .prefixedNo, help: "Pack the pictures (Rice), which makes them four times smaller.")
    var compress = true

    @Option(help: ArgumentHelp("YAML file with any of these options.", valueName: "file"))
    var config: String?

    @Argument(help: "Folder to write to.")
    var folder: String

    private var pictureSize: SimulatedSky.Size { full ? .full : .pixels(size) }

    func validate() throws {
        if !(1...1_000_000_000).contains(objects) {
            throw ValidationError("objects \(objects): expected 1 to 1000000000")
        }
        if !(512...10_000).contains(size) { throw ValidationError("size \(size): expected 512 to 10000 pixels") }
        if !(1...pictureSize.maximumTiles).contains(tiles) {
            throw ValidationError(
                "tiles \(tiles): expected 1 to \(pictureSize.maximumTiles)\(full ? "" : ", or --full and up to 16")")
        }
        if CatalogueBand.list(bands) == nil {
            throw ValidationError("bands \(bands): expected some of g, r, i, z and Y, each once, as in gri")
        }
    }

    func run() async throws {
        let progress = ProgressLine("simulating \(tiles) tiles")
        let written = try await write { progress.show($0) }
        progress.clear()
        say(
            "\(folder): \(written.pictures.count) pictures of \(tiles) tiles, objects.fits with \(written.objects) objects, \(written.odd) of them odd (seed \(seed))"
        )
    }

    /// Writes on a thread of its own: it takes a while and never waits for anything.
    private func write(progress: @escaping @Sendable (Double) -> Void) async throws -> SimulatedSky.Written {
        // `validate` has refused what are no bands.
        let bands = CatalogueBand.list(bands) ?? []
        let (seed, objects, tiles, size) = (seed, objects, tiles, pictureSize)
        let (folder, compress) = (folder, compress)
        return try await BlockingThreads.run {
            let sky = SimulatedSky(seed: seed, objects: objects, tiles: tiles, size: size)
            return try sky.write(toFolder: folder, bands: bands, isCompressed: compress, progress: progress)
        }
    }
}
