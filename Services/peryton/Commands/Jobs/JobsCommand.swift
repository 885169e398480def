import ArgumentParser
import Jobs

/// `peryton jobs`: long work, from its order to its results.
struct JobsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "jobs", abstract: "Show, follow and end long work, and fetch what it made.",
        discussion: """
            Examples:
              peryton jobs                          the jobs that you may see
              peryton jobs wait 1x2y3z              follow one to its end
              peryton jobs results 1x2y3z           fetch all files that it made
              peryton jobs results 1x2y3z -o - | head
            """,
        subcommands: [
            JobsListCommand.self, JobsShowCommand.self, JobsWaitCommand.self, JobsCancelCommand.self,
            JobsResultsCommand.self, JobsLogCommand.self, JobsRerunCommand.self, JobsRenewCommand.self,
            JobsRenameCommand.self, JobsCommentCommand.self, JobsShareCommand.self, JobsDeleteCommand.self,
        ],
        defaultSubcommand: JobsListCommand.self)
}

extension MeshClient {
    /// Jobs, as this user sees them.
    func jobs() throws -> JobClient { try JobClient(connection: bus, publisher: publisher, user: user) }
}
