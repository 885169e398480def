import ArgumentParser
import Jobs
import Messages
import ServiceKit

/// `peryton jobs delete`: a finished job goes, with its results.
struct JobsDeleteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Delete finished jobs of yours and their results.")

    @OptionGroup var mesh: MeshOptions

    @Argument(help: "Ids of the jobs.")
    var jobs: [String]

    func run() async throws {
        try await mesh.withClient { client in
            for id in jobs {
                try await client.jobs().delete(id, project: client.project)
                say("job \(id) is deleted")
            }
        }
    }
}
