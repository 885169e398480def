import ArgumentParser
import Bus
import Messages
import ServiceKit

/// `peryton streams`: declares and shows streams.
struct StreamsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "streams", abstract: "Declare and show streams of alerts.",
        subcommands: [Create.self, List.self, Show.self], defaultSubcommand: List.self)

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Declare a stream, or change one.",
            discussion: """
                Example:
                  peryton streams create ztf --train-after 4000 --anomaly-limit 0.01
                  peryton streams create ztf --refresh-after 10000 --refresh-trees 10
                  peryton streams create ztf --keep-stamps 30
                """)

        @OptionGroup var mesh: MeshOptions

        @Argument(help: "Name: a–z, 0–9 and -.")
        var name: String

        @Option(help: "Feature set that its alerts get.")
        var featureSet = "ztf.candidate"

        @Option(help: "Version of the feature set.")
        var featureSetVersion: UInt32 = 1

        @Option(help: "An alert at or under this tail probability is an anomaly.")
        var anomalyLimit = 0.01

        @Option(help: "Train the first forest after so many alerts; 0: only on command.")
        var trainAfter: UInt64 = 4_000

        @Option(help: "The most alerts that one training takes.")
        var trainingRowCap: UInt32 = 50_000

        @Option(help: "Replace the oldest trees after so many new alerts, by trees grown on these; 0: never by itself.")
        var refreshAfter: UInt64 = 0

        @Option(help: "How many trees that are.")
        var refreshTrees: UInt32 = 10

        @Option(
            help: "Tell of drift when the recent scores are further than this from the calibration; above 0, at most 1."
        )
        var driftLimit = 0.1

        @Option(
            help: ArgumentHelp(
                "Keep the image stamps of its alerts for so many days; 0: not at all.", valueName: "days"))
        var keepStamps: UInt32 = 0

        @Option(help: "User who may publish to it; may be given several times. Default: everybody in the project.")
        var publisher: [String] = []

        func run() async throws {
            try await mesh.withClient { client in
                let stream = StreamDeclaration(
                    project: client.project, name: name, featureSet: featureSet, featureSetVersion: featureSetVersion,
                    anomalyLimit: anomalyLimit, trainAfterAlerts: trainAfter, trainingRowCap: trainingRowCap,
                    publishers: publisher, refreshAfterAlerts: refreshAfter, refreshTrees: refreshTrees,
                    driftLimit: driftLimit, keepStampsDays: keepStamps)
                let declared = try await client.bus.call(
                    client.rpc("ingest", "stream-create"), stream, as: StreamDeclaration.self, timeoutSeconds: 30)
                say("stream \(declared.name) of project \(declared.project) is declared")
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the streams of the project.")

        @OptionGroup var mesh: MeshOptions

        func run() async throws {
            try await mesh.withClient { client in
                let streams = try await client.streams()
                guard !streams.isEmpty else {
                    return say("project \(client.project) has no stream yet; declare one: peryton streams create NAME")
                }
                var table = TextTable(["STREAM", "FEATURES", "ANOMALY LIMIT", "TRAINS AFTER", "DECLARED"])
                for stream in streams {
                    table.add([
                        stream.name, "\(stream.featureSet) \(stream.featureSetVersion)", "\(stream.anomalyLimit)",
                        stream.trainAfterAlerts == 0 ? "on command" : "\(stream.trainAfterAlerts)",
                        stream.createdAt.text,
                    ])
                }
                say(table.text)
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show one stream, its forests and what waits.")

        @OptionGroup var mesh: MeshOptions

        @Argument(help: "Name of the stream.")
        var name: String

        func run() async throws {
            try await mesh.withClient { client in
                let found = try await client.bus.call(
                    client.rpc("ingest", "stream-list"), NameRequest(name: name), as: StreamList.self)
                for stream in found.streams {
                    let lag = try await client.lag(of: stream)
                    let forests = try await client.forests(of: stream.name)
                    say("stream           \(stream.name)")
                    say("project          \(stream.project)")
                    say("features         \(stream.featureSet) version \(stream.featureSetVersion)")
                    say("anomaly limit    \(stream.anomalyLimit) (tail probability)")
                    say(
                        "trains after     \(stream.trainAfterAlerts == 0 ? "on command only" : "\(stream.trainAfterAlerts) alerts")"
                    )
                    say(
                        "refreshes        \(stream.refreshAfterAlerts == 0 ? "on command only" : "\(stream.refreshTrees) trees after \(stream.refreshAfterAlerts) new alerts")"
                    )
                    say("drift limit      \(stream.driftLimit)")
                    say(
                        "stamps           \(stream.keepStampsDays == 0 ? "not kept" : "kept for \(stream.keepStampsDays == 1 ? "1 day" : "\(stream.keepStampsDays) days")")"
                    )
                    say("training rows    \(stream.trainingRowCap) at the most")
                    say(
                        "publishers       \(stream.publishers.isEmpty ? "everybody" : stream.publishers.joined(separator: ", "))"
                    )
                    say("declared         \(stream.createdAt.text)")
                    say("alerts kept      \(lag.kept)")
                    say("alerts waiting   \(lag.waiting)")
                    say(
                        "live forest      \(forests.last(where: \.isLive).map { "\($0.stream)/\($0.version)" } ?? "none yet")"
                    )
                }
            }
        }
    }
}
