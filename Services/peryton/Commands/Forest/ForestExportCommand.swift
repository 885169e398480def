import ArgumentParser
import Foundation
import IsolationForest
import ServiceKit

/// `peryton forest export`: a forest goes into a file, as it is or as ONNX.
struct ForestExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write a forest to a file, as it is or as ONNX.",
        discussion: """
            The ONNX form gives the same scores in any program that runs ONNX: input "rows" (float, NaN where missing), outputs \
            "score" and "tail_probability".

            Examples:
              peryton forest export ztf --out ztf.forest         the live forest of a stream
              peryton forest export night.forest --out night.onnx
            """)

    /// What a file holds.
    enum Format: String, CaseIterable, ExpressibleByArgument {
        case forest
        case onnx
    }

    @OptionGroup var mesh: MeshOptions

    @Option(help: "File to write.")
    var out: String

    @Option(help: "What to write: forest or onnx. Default: onnx where the file's name ends in .onnx, else forest.")
    var format: Format?

    @Argument(help: "The forest: a file, or a stream of the mesh, or stream/version.")
    var source: String

    func run() async throws {
        let loaded = try await ForestSource(source).load(mesh)
        let format = format ?? (out.lowercased().hasSuffix(".onnx") ? .onnx : .forest)
        let bytes = format == .onnx ? Data(try loaded.forest.onnx()) : loaded.bytes
        try OutputFile.write(bytes, to: out)
        say(
            "\(out): \(loaded.name)\(format == .onnx ? " as ONNX" : ""), \(loaded.forest.treeRange.count) trees, \(bytes.count) bytes"
        )
    }
}
