import ArgumentParser
import Jobs
import Messages
import ServiceKit

/// `peryton jobs rerun`: the same once more.
struct JobsRerunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rerun", abstract: "Submit a new job with the parameters of an old one.")

    @OptionGroup var mesh: MeshOptions

    @Argument(help: "Id of the old job.")
    var job: String

    @Flag(help: "Wait until it is over.")
    var wait = false

    func run() async throws {
        try await mesh.withClient { client in
            let new = try await client.jobs().rerun(job, project: client.project)
            say("job \(new.id) is \(new.phase.uwsName)")
            guard wait else { return }
            say(JobText.printable(try await client.follow(new.id, label: "job \(new.id)").message))
        }
    }
}
