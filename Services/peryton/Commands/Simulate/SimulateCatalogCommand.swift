import ArgumentParser
import ServiceKit
import Simulation
import Tables
import Threads

/// `peryton simulate catalog`: a survey's catalogue as table files.
struct SimulateCatalogCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "catalog",
        abstract: "Write a simulated catalogue in the shape of DES's first release, with a few odd objects in it.",
        discussion: """
            Writes main and tile_info, the tables of objects and of tiles. The same seed and number of objects give \
            the same catalogue, and at the places of the alerts of the full night of that seed stand stars and \
            galaxies. One object in a thousand is odd: truth.json tells which.

            Example:
              peryton simulate catalog --objects 100000 --seed 7 catalog/
            """)

    @Option(help: "Number of objects.")
    var objects = 1_000_000

    @Option(help: "Seed of all that is random.")
    var seed: UInt64 = 1

    @Option(help: "Format of the tables: \(TableFormat.allCases.map(\.rawValue).joined(separator: ", ")).")
    var format = TableFormat.fits.rawValue

    @Option(help: ArgumentHelp("YAML file with any of these options.", valueName: "file"))
    var config: String?

    @Argument(help: "Folder to write to.")
    var folder: String

    func validate() throws {
        if !(1...1_000_000_000).contains(objects) {
            throw ValidationError("objects \(objects): expected 1 to 1000000000")
        }
        guard TableFormat(name: format) != nil else {
            throw ValidationError("format \(format): expected one of \(TableFormat.known)")
        }
    }

    func run() async throws {
        // `validate` has refused what is no format.
        let format = TableFormat(name: format) ?? .fits
        let progress = ProgressLine("simulating \(objects) objects")
        let (truth, tiles) = try await write(as: format) { progress.show($0) }
        progress.clear()
        let ending = format.fileExtension
        say(
            "\(folder): main.\(ending) with \(objects) objects, \(truth.odd.count) of them odd, and tile_info.\(ending) with \(tiles) tiles (seed \(seed))"
        )
    }

    /// Writes on a thread of its own: it takes a while and never waits for anything.
    private func write(
        as format: TableFormat, progress: @escaping @Sendable (Double) -> Void
    ) async throws -> (SimulatedCatalogue.TruthFile, Int) {
        let (seed, objects, folder) = (seed, objects, folder)
        return try await BlockingThreads.run {
            let catalogue = SimulatedCatalogue(seed: seed, objects: objects)
            let truth = try catalogue.write(toFolder: folder, format: format, progress: progress)
            return (truth, catalogue.tiles.count)
        }
    }
}
