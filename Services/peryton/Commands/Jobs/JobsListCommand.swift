import ArgumentParser
import Jobs
import Messages
import ServiceKit

/// `peryton jobs list`: one line a job.
struct JobsListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List your jobs and those shared with you, newest first.")

    @OptionGroup var mesh: MeshOptions

    @Option(help: "Only jobs of this kind: \(JobKinds.all.joined(separator: ", ")).")
    var kind: String?

    @Flag(help: "Print one JSON object a line.")
    var json = false

    func run() async throws {
        try await mesh.withClient { client in
            let jobs = try await client.jobs().jobs(project: client.project).filter {
                kind == nil || $0.kind == kind
            }
            if json { return try jobs.forEach { say(try JobJSON($0).jsonLine()) } }
            guard !jobs.isEmpty else { return say("\(client.user) has no jobs in project \(client.project)") }
            say(Self.table(jobs).text)
        }
    }

    static func table(_ jobs: [Job]) -> TextTable {
        var table = TextTable(["JOB", "KIND", "NAME", "OWNER", "PHASE", "DONE", "SUBMITTED", "RUNTIME", "WHAT"])
        for job in jobs {
            table.add([
                job.id, job.kind, JobText.printable(job.name), job.owner, job.phase.uwsName, JobText.done(job),
                job.submittedAt.text, JobText.runtime(job), JobText.what(job),
            ])
        }
        return table
    }
}
