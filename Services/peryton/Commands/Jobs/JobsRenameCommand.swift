import ArgumentParser
import Jobs
import Messages
import ServiceKit

/// `peryton jobs rename`: another name for a job.
struct JobsRenameCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "rename", abstract: "Give a job another name.")

    @OptionGroup var mesh: MeshOptions

    @Argument(help: "Id of the job.")
    var job: String

    @Argument(help: "Its new name.")
    var name: String

    func run() async throws {
        try await mesh.withClient { client in
            let renamed = try await client.jobs().rename(job, to: name, project: client.project)
            say("job \(job) is called \"\(JobText.printable(renamed.name))\"")
        }
    }
}
