import ArgumentParser
import Foundation
import Logging
import ServiceKit
import ServiceLifecycle
import UnixSignals

/// `peryton up`: a whole mesh on this machine.
struct UpCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "up", abstract: "Start a whole mesh on this machine and keep it running.",
        discussion: """
            Starts a private nats-server and redis-server on free loopback ports, unless their addresses are given, and \
            every service; what dies is started again. With --night, alert packets are sent through it and what is odd is \
            printed. Ctrl-C stops all of it.

            Examples:
              peryton up
              peryton up --nats nats://10.0.0.5:4222 --redis redis://10.0.0.6:6379
              peryton up --fresh --night .peryton/nights/full-1 --once
            """)

    @Option(help: "Address of a nats-server to use instead of a private one.")
    var nats: String?

    @Option(help: "Address of a redis-server to use instead of a private one.")
    var redis: String?

    @Option(help: "Folder for the private servers' state and for logs.")
    var state = ".peryton/mesh"

    @Flag(help: "Forget the private servers' state of the last time.")
    var fresh = false

    @Option(help: "Folder in which, and below which, images may be scanned.")
    var images = "."

    @Option(help: "Copies of the scorer.")
    var scorers = 1

    @Option(help: "Send a night through the mesh: a folder of alert packets, or a packet file.")
    var night: String?

    @Option(help: "Alerts a second of the night's paced part.")
    var rate = 1_000.0

    @Flag(help: "End when the night is over.")
    var once = false

    @Option(help: ArgumentHelp("Least severe events of the mesh that are told.", valueName: "level"))
    var logLevel = Logger.Level.info

    @Option(help: ArgumentHelp("YAML file with any of these options.", valueName: "file"))
    var config: String?

    func validate() throws {
        if scorers < 1 { throw ValidationError("scorers \(scorers): expected at least 1") }
        try PacketPublisher.check(ratePerSecond: rate)
        if once, night == nil { throw ValidationError("once: expected a night to end after; give --night") }
    }

    func run() async throws {
        // What is wrong with the packets is said before anything is started.
        let plan = try night.map { try NightPlan(path: $0, pacedRatePerSecond: rate) }
        let folder = try StateFolder.take(state)
        defer { folder.release() }
        if fresh { folder.clear() }
        var log = Logger(label: "peryton") { _ in SupervisorLog() }
        log.logLevel = plan == nil ? logLevel : max(logLevel, .warning)
        let mesh = try await MeshProcesses.startServers(folder: state, nats: nats, redis: redis)
        try mesh.addresses.write()
        defer { mesh.addresses.remove() }
        say("mesh: \(mesh.addresses), state and logs in \(state)")
        var parts = try mesh.supervisors(
            scorers: scorers, images: URL(fileURLWithPath: images).standardizedFileURL.path, log: log)
        let outcome = NightOutcome()
        if let plan {
            parts.append(NightPart(plan: plan, natsURL: mesh.addresses.nats, endsWithNight: once, outcome: outcome))
        } else {
            parts.append(ReadyNotice(natsURL: mesh.addresses.nats, copies: MeshProcesses.services.count + scorers - 1))
        }
        var quiet = log
        quiet.logLevel = .critical
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: parts.map {
                    .init(
                        service: $0, successTerminationBehavior: .gracefullyShutdownGroup,
                        failureTerminationBehavior: .gracefullyShutdownGroup)
                },
                gracefulShutdownSignals: [.sigterm, .sigint], logger: quiet))
        try await group.run()
        if outcome.hasFailed { throw ExitCode(1) }
    }
}
