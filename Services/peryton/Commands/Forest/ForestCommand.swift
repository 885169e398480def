import ArgumentParser

/// `peryton forest`: forests in files, or those of a mesh brought into files and back.
struct ForestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "forest", abstract: "Grow, use and look at forests in files.",
        discussion: """
            A SOURCE is a file, or a forest of the mesh: its stream for the live one, or stream/version. Where both could be \
            meant, it is the file.
            """,
        subcommands: [
            ForestFitCommand.self, ForestScoreCommand.self, ForestInspectCommand.self, ForestPlotCommand.self,
            ForestExportCommand.self, ForestImportCommand.self,
        ])
}
