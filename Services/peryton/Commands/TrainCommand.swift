import ArgumentParser
import Bus
import Jobs
import Messages
import ServiceKit

/// `peryton train`: orders a forest.
struct TrainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train", abstract: "Train a new forest of a stream; it goes live when it is done.",
        discussion: """
            With --replace, the oldest trees of the live forest give way to trees grown on the alerts that have come since it
            was trained; its settings stay as they are.

            Examples:
              peryton train ztf
              peryton train ztf --trees 200 --extension-level 0 --seed 7
              peryton train ztf --replace 10
            """)

    @OptionGroup var mesh: MeshOptions

    @Argument(help: "Name of the stream.")
    var stream: String

    @Option(help: "Number of trees.")
    var trees: UInt32?

    @Option(help: "Alerts drawn for each tree.")
    var sampleSize: UInt32?

    @Option(help: "Extension level, 0 to features − 1. Default: a mixture.")
    var extensionLevel: Int32?

    @Option(help: "Seed of the random numbers; the same seed and alerts give the same forest. Default: 0.")
    var seed: UInt64?

    @Option(help: "The most alerts to train on. Default: as the stream says.")
    var rows: UInt32?

    @Option(help: "Replace so many of the live forest's oldest trees instead.")
    var replace: UInt32?

    @Flag(help: "Order it and return; `peryton jobs list` tells how it goes.")
    var noWait = false

    func validate() throws {
        guard let replace else { return }
        guard replace > 0 else { throw ValidationError("--replace 0: expected at least 1 tree") }
        guard trees == nil, sampleSize == nil, extensionLevel == nil, seed == nil else {
            throw ValidationError(
                "--replace keeps the settings of the live forest: it does not go with --trees, --sample-size, --extension-level or --seed"
            )
        }
    }

    func run() async throws {
        try await mesh.withClient { client in
            let jobs = try client.jobs()
            let job = Job(
                id: JobClient.newID(), project: client.project, owner: client.user, kind: "train", name: stream,
                train: TrainParameters(
                    stream: stream, trees: trees ?? 0, sampleSize: sampleSize ?? 0,
                    extensionLevel: extensionLevel ?? -1,
                    seed: seed ?? 0, rowCap: rows ?? 0, replaceTrees: replace ?? 0))
            try await jobs.submit(job)
            do {
                _ = try await client.forests(of: stream)
            } catch let error as BusError where error.isPassing {
                say("no forest-trainer answers: job \(job.id) waits in the queue until one runs")
            }
            guard !noWait else { return say("job \(job.id) is queued") }
            let progress = ProgressLine("training")
            let ended = try await jobs.wait(for: job.id, project: client.project) {
                progress.show($0.progress, $0.message)
            }
            progress.clear()
            guard ended.phase == .completed else {
                throw CommandFailure(ended.error.isEmpty ? "job \(job.id): \(ended.message)" : ended.error)
            }
            say(ended.message)
        }
    }
}
