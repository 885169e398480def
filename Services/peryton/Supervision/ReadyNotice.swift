import Bus
import ServiceLifecycle

/// Says when every copy of every service answers.
struct ReadyNotice: Service {
    let natsURL: String
    let copies: Int

    func run() async throws {
        try? await cancelWhenGracefulShutdown {
            let client = try await MeshClient.connect(natsURL: natsURL, project: "main", user: "me")
            while try await client.bus.discoverServices(withinSeconds: 0.2).count < copies {}
            await client.bus.close()
            say("ready; Ctrl-C stops it. In another terminal here: peryton status")
        }
        try? await gracefulShutdown()
    }
}
