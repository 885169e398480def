import ArgumentParser
import Jobs
import Messages
import ServiceKit

/// `peryton jobs renew`: keeps a finished job longer.
struct JobsRenewCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "renew", abstract: "Keep a finished job and its results 14 days longer; twice at most.")

    @OptionGroup var mesh: MeshOptions

    @Argument(help: "Id of the job.")
    var job: String

    func run() async throws {
        try await mesh.withClient { client in
            let renewed = try await client.jobs().renew(job, project: client.project)
            say("job \(job) is kept until \(renewed.expiresAt.text)")
        }
    }
}
