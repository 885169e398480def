import ArgumentParser
import Mesh
import ServiceKit

/// The command that people type.
@main
struct PerytonCommand: ConfiguredCommand {
    static let configuration = CommandConfiguration(
        commandName: "peryton",
        abstract: "Find the few alerts of a night that are not like the others.",
        discussion: """
            Examples:
              peryton up                                        start a whole mesh on this machine
              peryton streams create ztf                        declare a stream
              peryton publish --stream ztf night/*.avro         hand alert packets over
              peryton subscribe --limit 0.001                   hear of the oddest one in a thousand
              peryton subscriptions create sne --nightly 20     hear of about 20 a night
              peryton status                                    what runs, what waits
              peryton query "SELECT TOP 5 * FROM dr1.main"      ask the catalogue
              peryton cutout 30.51 -20.02 --color               look at a place on the sky
            """,
        version: MeshVersion.current,
        subcommands: [
            UpCommand.self, SimulateCommand.self, PublishCommand.self, StreamsCommand.self, TrainCommand.self,
            ForestsCommand.self, SubscribeCommand.self, SubscriptionsCommand.self, WatchlistsCommand.self,
            FeedbackCommand.self, StatusCommand.self, DeadLettersCommand.self, JobsCommand.self,
            ForestCommand.self, EvaluateCommand.self, QueryCommand.self, SQLCommand.self, TablesCommand.self,
            DescribeCommand.self, FindColumnsCommand.self, LoadCommand.self, DropCommand.self, QuotaCommand.self,
            MatchCommand.self, ScoreCommand.self, CutoutCommand.self, ChartCommand.self, SimilarCommand.self,
            ImagesCommand.self,
        ])
}
