import ArgumentParser
import Bus
import Mesh
import Messages
import ServiceKit

/// `peryton status`: what runs, what waits, what is live.
struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Show services, streams with their lag, live forests and dead letters.")

    @OptionGroup var mesh: MeshOptions

    func run() async throws {
        try await mesh.withClient { client in
            var services = TextTable(["SERVICE", "COPIES", "VERSION"])
            let found = try await client.bus.discoverServices()
            for (name, copies) in Dictionary(grouping: found, by: \.name).sorted(by: { $0.key < $1.key }) {
                services.add([name, "\(copies.count)", Set(copies.map(\.version)).sorted().joined(separator: ", ")])
            }
            say(services.text)
            say("")
            guard found.contains(where: { $0.name == "ingest" }) else {
                return say("streams: unknown, as no ingest service answers")
            }
            let live = found.contains { $0.name == "forest-trainer" } ? try await client.forests().filter(\.isLive) : []
            var streams = TextTable(["STREAM", "ALERTS KEPT", "WAITING", "LIVE FOREST", "TRAINED"])
            for stream in try await client.streams() {
                let lag = try await client.lag(of: stream)
                let forest = live.first { $0.stream == stream.name }
                streams.add([
                    stream.name, "\(lag.kept)", "\(lag.waiting)",
                    forest.map { "\($0.stream)/\($0.version)" } ?? "none yet",
                    forest?.trainedAt.text ?? "",
                ])
            }
            say(streams.text)
            let dead = try await client.jetStream.state(ofStream: ProjectStreams(client.project).dead)
            say("\ndead letters: \(dead?.messages ?? 0)")
        }
    }
}
