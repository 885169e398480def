import ArgumentParser
import Jobs
import Messages
import ServiceKit

/// `peryton jobs cancel`: ends jobs.
struct JobsCancelCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel", abstract: "End jobs of yours, whether they wait or run.")

    @OptionGroup var mesh: MeshOptions

    @Argument(help: "Ids of the jobs.")
    var jobs: [String]

    func run() async throws {
        try await mesh.withClient { client in
            let desk = try client.jobs()
            for id in jobs {
                if try await desk.job(id, project: client.project).phase.isFinal {
                    let known = try await desk.cancel(id, project: client.project)
                    say("job \(id) was over already: \(known.phase.uwsName)")
                    continue
                }
                let asked = try await desk.cancel(id, project: client.project)
                say("job \(id) is \(asked.phase.isFinal ? asked.phase.uwsName : "asked to end")")
            }
        }
    }
}
