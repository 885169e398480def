import ArgumentParser
import Jobs
import Messages
import ServiceKit

/// `peryton jobs comment`: words about a job.
struct JobsCommentCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "comment", abstract: "Write your own words to a job, instead of those that were there.")

    @OptionGroup var mesh: MeshOptions

    @Argument(help: "Id of the job.")
    var job: String

    @Argument(help: "The words; \"\" takes them away.")
    var text: String

    func run() async throws {
        try await mesh.withClient { client in
            let changed = try await client.jobs().comment(job, text, project: client.project)
            say(
                changed.comment.isEmpty
                    ? "job \(job) has no comment" : "job \(job): \(JobText.printable(changed.comment))")
        }
    }
}
