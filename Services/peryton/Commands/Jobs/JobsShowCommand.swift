import ArgumentParser
import Jobs
import Messages
import ServiceKit

/// `peryton jobs show`: all that is known of a job.
struct JobsShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Show all that is known of a job.")

    @OptionGroup var mesh: MeshOptions

    @Argument(help: "Id of the job.")
    var job: String

    @Flag(help: "Print one JSON object.")
    var json = false

    func run() async throws {
        try await mesh.withClient { client in
            let job = try await client.jobs().job(job, project: client.project)
            say(json ? try JobJSON(job).jsonLine() : JobText.all(job))
        }
    }
}
