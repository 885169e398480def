import ArgumentParser
import Bus
import Logging
import Mesh
import ServiceKit

/// How commands reach the mesh and who asks.
struct MeshOptions: ParsableArguments {
    @Option(
        help:
            "Address of nats-server. Default: the mesh that `peryton up` started in this folder, else nats://127.0.0.1:4222."
    )
    var nats: String?

    @Option(help: "Project, the namespace of streams and subscriptions.")
    var project = "main"

    @Option(help: "User who asks.")
    var user = "me"

    @Option(help: ArgumentHelp("YAML file with any of these options.", valueName: "file"))
    var config: String?

    func validate() throws {
        do {
            try MeshName.check(project, "project")
            try MeshName.check(user, "user")
        } catch {
            throw ValidationError(error.description)
        }
    }

    /// The address to use.
    var natsURL: String { nats ?? MeshAddresses.read()?.nats ?? "nats://127.0.0.1:4222" }

    /// Connects; says at once where nobody answers.
    func connect() async throws -> MeshClient {
        try await MeshClient.connect(natsURL: natsURL, project: project, user: user)
    }
}

/// A connection of one user to the mesh: all that commands need is NATS.
struct MeshClient: Sendable {
    let bus: BusConnection
    let jetStream: JetStream
    let publisher: JetStreamPublisher
    let deadLetters: DeadLetterOffice
    let project: String
    let user: String

    static func connect(natsURL: String, project: String, user: String) async throws -> MeshClient {
        var log = Logger(label: "peryton") { _ in SwiftLogNoOpLogHandler() }
        log.logLevel = .error
        let bus = try await BusConnection.connect(
            BusConfiguration(url: natsURL, name: "peryton-\(user)"), log: log, waiting: false)
        let publisher = try JetStreamPublisher(bus)
        return MeshClient(
            bus: bus, jetStream: try JetStream(bus), publisher: publisher,
            deadLetters: DeadLetterOffice(service: "publish", publisher: publisher, log: log), project: project,
            user: user)
    }

    /// The subject of a request of this user.
    func rpc(_ service: String, _ verb: String) -> String { Subject.rpc(service, verb, project, user) }
}

extension MeshOptions {
    /// Connects, does something, and closes; what goes wrong on the bus is told in words that help.
    func withClient(_ work: (MeshClient) async throws -> Void) async throws {
        let client = try await connect()
        do {
            try await work(client)
        } catch {
            await client.bus.close()
            throw Self.explained(error)
        }
        await client.bus.close()
    }

    /// What went wrong on the bus in words that help; another error as it is.
    static func explained(_ error: any Error) -> any Error {
        guard case BusError.noResponders(let subject) = error, subject.hasPrefix("rpc.") else { return error }
        let service = subject.split(separator: ".").dropFirst().first ?? ""
        let who =
            switch service {
            case "jobs": "no service that works on jobs"
            case "results": "no service with a directory of results"
            default: "no \(service) service"
            }
        return CommandFailure("\(who) answers on this mesh; `peryton status` tells what runs")
    }
}

/// Why a command did not do what it was asked; one line.
struct CommandFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
