import ArgumentParser
import Jobs
import Messages
import ServiceKit

/// `peryton jobs share`: shows a job to others.
struct JobsShareCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "share", abstract: "Show a job and its results to others; only you can change it.",
        discussion: """
            Those named are all who see it from now on, besides you.

            Examples:
              peryton jobs share 1x2y3z ada grace
              peryton jobs share 1x2y3z --everybody
              peryton jobs share 1x2y3z --nobody
            """)

    @OptionGroup var mesh: MeshOptions

    @Argument(help: "Id of the job.")
    var job: String

    @Argument(help: "Names of the users.")
    var users: [String] = []

    @Flag(help: "Show it to every user of the project.")
    var everybody = false

    @Flag(help: "Show it to nobody any more.")
    var nobody = false

    func validate() throws {
        guard [!users.isEmpty, everybody, nobody].filter({ $0 }).count == 1 else {
            throw ValidationError("expected names of users, or --everybody, or --nobody")
        }
    }

    func run() async throws {
        try await mesh.withClient { client in
            let shared = try await client.jobs().share(
                job, with: everybody ? ["*"] : users, project: client.project)
            say("job \(job) is shown to \(JobText.audience(shared))")
        }
    }
}
