import ArgumentParser
import Foundation
import IsolationForest
import Pictures
import ServiceKit

/// `peryton forest plot`: a picture of a forest.
struct ForestPlotCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plot", abstract: "Draw the scores of a forest as a PNG.",
        discussion: """
            Above, the scores over two features, all others at their medians (one feature: a curve); below, how often each score \
            occurs. The score at tail probability 0.01 is marked in both. With a table, its rows are drawn over the map, and \
            the scores below are theirs; the thin line is what was expected.

            Example:
              peryton forest plot night.forest --out night.png --table tonight.csv
            """)

    @OptionGroup var mesh: MeshOptions

    @Option(help: "File for the picture.")
    var out: String

    @Option(help: "Feature along the horizontal axis. Default: the one that takes the most part in cuts.")
    var x: String?

    @Option(help: "Feature along the vertical axis. Default: the next.")
    var y: String?

    @Option(help: "A table, .csv or .npy, whose rows are drawn too.")
    var table: String?

    @Option(help: "Width of the picture, pixels.")
    var size = 800

    @Argument(help: "The forest: a file, or a stream of the mesh, or stream/version.")
    var source: String

    private static let sizesAllowed = 300...4_000

    func validate() throws {
        guard Self.sizesAllowed.contains(size) else {
            throw ValidationError(
                "size \(size): expected \(Self.sizesAllowed.lowerBound) to \(Self.sizesAllowed.upperBound) pixels")
        }
    }

    func run() async throws {
        let loaded = try await ForestSource(source).load(mesh)
        let data = try PlotData(loaded.forest, name: loaded.name, x: x, y: y, table: table)
        let picture = try ForestPicture.draw(data, size: size)
        try OutputFile.write(picture.png(), to: out)
        let axes = [data.x, data.y].compactMap { $0.map { loaded.forest.features[$0.index].name } }
        let outside = data.rowsOutside
        say(
            "\(out): scores over \(axes.joined(separator: " and ")), \(picture.width) × \(picture.height) pixels"
                + (outside == 0 ? "" : "; \(outside) of \(data.table?.rows.count ?? 0) rows lie outside"))
    }
}
