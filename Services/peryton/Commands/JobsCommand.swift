import ArgumentParser
import Foundation
import Jobs
import Messages
import ServiceKit

/// `peryton jobs`: shows and cancels long work.
struct JobsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "jobs", abstract: "Show and cancel long work.", subcommands: [List.self, Cancel.self],
        defaultSubcommand: List.self)

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the jobs of the project, newest first.")

        @OptionGroup var mesh: MeshOptions

        func run() async throws {
            try await mesh.withClient { client in
                let jobs = try await JobClient(connection: client.bus, publisher: client.publisher, user: client.user)
                    .jobs(project: client.project)
                guard !jobs.isEmpty else { return say("project \(client.project) has no jobs") }
                var table = TextTable(["JOB", "KIND", "OWNER", "PHASE", "DONE", "SUBMITTED", "WHAT"])
                for job in jobs {
                    table.add([
                        job.id, job.kind, job.owner, job.phase.uwsName, String(format: "%.0f %%", job.progress * 100),
                        job.submittedAt.text, job.error.isEmpty ? job.message : job.error,
                    ])
                }
                say(table.text)
            }
        }
    }

    struct Cancel: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Ask for an end of a job of yours.")

        @OptionGroup var mesh: MeshOptions

        @Argument(help: "Id of the job.")
        var job: String

        func run() async throws {
            try await mesh.withClient { client in
                let known = try await JobClient(connection: client.bus, publisher: client.publisher, user: client.user)
                    .cancel(job, project: client.project)
                say(
                    known.phase.isFinal
                        ? "job \(job) was over already: \(known.phase.uwsName)" : "job \(job) is asked to end")
            }
        }
    }
}
