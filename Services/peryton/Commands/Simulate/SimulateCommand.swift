import ArgumentParser

/// `peryton simulate`: a survey that never was, to try everything on.
struct SimulateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Write a simulated night of alerts, a simulated catalogue, or pictures of its sky.",
        discussion: """
            Without a subcommand a night is written.
            """,
        subcommands: [SimulateNightCommand.self, SimulateCatalogCommand.self, SimulateSkyCommand.self],
        defaultSubcommand: SimulateNightCommand.self)
}
