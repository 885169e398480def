import ArgumentParser
import ServiceKit
import Simulation
import Threads

/// `peryton simulate night`: a survey's night as packet files.
struct SimulateNightCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "night",
        abstract: "Write a simulated night of alert packets, with a few rarities planted in it.",
        discussion: """
            Packets are what ZTF sends: one Avro object container an alert. The same seed gives the same night. \
            truth.json in the folder tells which alerts are planted.

            Example:
              peryton simulate night --night small --seed 7 night/
            """)

    @Option(help: "Size of the night: small (1,500 alerts), full (12,000), or a number of alerts.")
    var night = SimulatedSurvey.Size.full

    @Option(help: "Seed of all that is random.")
    var seed: UInt64 = 1

    @Option(help: ArgumentHelp("YAML file with any of these options.", valueName: "file"))
    var config: String?

    @Argument(help: "Folder to write to.")
    var folder: String

    func run() async throws {
        let survey = SimulatedSurvey(seed: seed, size: night)
        let progress = ProgressLine("simulating \(survey.size.alerts) alerts")
        let truth = try await Self.write(survey, toFolder: folder) { progress.show($0) }
        progress.clear()
        let planted = truth.rarities.values.reduce(0, +)
        say(
            "\(folder): \(truth.alertCount) alert packets, \(planted) planted rarities of \(truth.rarities.count) kinds (seed \(seed))"
        )
    }

    /// Writes on a thread of its own: it takes a while and never waits for anything.
    private static func write(
        _ survey: SimulatedSurvey, toFolder folder: String, progress: @escaping @Sendable (Double) -> Void
    ) async throws -> NightTruth {
        try await BlockingThreads.run { try survey.writeNight(toFolder: folder, progress: progress) }
    }
}

extension SimulatedSurvey.Size: ConfigurationValue {
    /// What a size looks like.
    public static var expectation: String { "small, full, or a number of alerts from 200" }

    /// As it is typed.
    public var description: String {
        switch self {
        case .small: "small"
        case .full: "full"
        case .count(let count): "\(count)"
        }
    }

    /// "small", "full", or a number of alerts.
    public init?(argument: String) {
        switch argument {
        case "small": self = .small
        case "full": self = .full
        default:
            guard let count = Int(argument), count >= 200 else { return nil }
            self = .count(count)
        }
    }
}
