import ArgumentParser
import Foundation
import ServiceKit
import Simulation

/// `peryton simulate`: a survey's night as packet files.
struct SimulateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate", abstract: "Write a simulated night of alert packets, with a few rarities planted in it.",
        discussion: """
            Packets are what ZTF sends: one Avro object container an alert. The same seed gives the same night. \
            truth.json in the folder tells which alerts are planted.

            Example:
              peryton simulate --night small --seed 7 night/
            """)

    @Option(help: "Size of the night: small (about 1,500 alerts) or full (about 12,000).")
    var night = SimulatedSurvey.Size.full

    @Option(help: "Seed of all that is random.")
    var seed: UInt64 = 1

    @Option(help: ArgumentHelp("YAML file with any of these options.", valueName: "file"))
    var config: String?

    @Argument(help: "Folder to write to.")
    var folder: String

    func run() async throws {
    }
}
