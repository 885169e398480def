import ArgumentParser
import Jobs
import Messages
import ServiceKit

/// `peryton jobs wait`: follows a job to its end.
struct JobsWaitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "wait", abstract: "Wait until a job is over; fails unless it is COMPLETED.")

    @OptionGroup var mesh: MeshOptions

    @Argument(help: "Id of the job.")
    var job: String

    func run() async throws {
        try await mesh.withClient { client in
            let ended = try await client.follow(job, label: "job \(job)")
            say(JobText.printable(ended.message))
        }
    }
}

extension MeshClient {
    /// Shows how a job goes until it is over.
    ///
    /// - Throws: `CommandFailure` with the reason unless it is COMPLETED.
    func follow(_ id: String, label: String) async throws -> Job {
        let progress = ProgressLine(label)
        defer { progress.clear() }
        let ended = try await jobs().wait(for: id, project: project) { job in
            let words = job.phase == .executing ? job.message : "\(job.phase.uwsName) \(job.message)"
            progress.show(job.progress, JobText.printable(words))
        }
        progress.clear()
        guard ended.phase == .completed else { throw CommandFailure("job \(id): \(JobText.end(ended))") }
        return ended
    }
}
