import ArgumentParser
import Jobs
import Messages
import ServiceKit

/// `peryton jobs log`: what happened to a job, line by line.
struct JobsLogCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log", abstract: "Show the newest 200 lines of a job's log.")

    @OptionGroup var mesh: MeshOptions

    @Argument(help: "Id of the job.")
    var job: String

    func run() async throws {
        try await mesh.withClient { client in
            for line in try await client.jobs().log(of: job, project: client.project) {
                say("\(line.at.text)  \(JobText.printable(line.text))")
            }
        }
    }
}
