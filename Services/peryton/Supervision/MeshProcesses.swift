import Foundation
import Logging
import ServiceKit
import ServiceLifecycle

/// The programs of a whole mesh on this machine: its servers, where none are given, and its services.
struct MeshProcesses {
    /// Folder for the servers' state and everybody's log.
    let folder: String
    let addresses: MeshAddresses
    private let servers: [LocalServer]

    /// The services that a mesh is made of, and the programs that run them.
    static let services = ["ingest", "forest-trainer", "scorer", "subscription-notifier", "catalog-query", "cutout"]

    /// Starts what servers are needed: those whose address is given are used as they are.
    static func startServers(folder: String, nats: String?, redis: String?) async throws -> MeshProcesses {
        var servers: [LocalServer] = []
        func address(_ given: String?, _ kind: any LocalServerKind) async throws -> String {
            if let given { return given }
            let server = try await LocalServer.start(kind, folder: "\(folder)/\(kind.program)")
            servers.append(server)
            return server.address
        }
        do {
            let natsURL = try await address(nats, NatsServerKind())
            let redisURL = try await address(redis, RedisServerKind())
            return MeshProcesses(
                folder: folder, addresses: MeshAddresses(nats: natsURL, redis: redisURL), servers: servers)
        } catch {
            for server in servers { await server.stop() }
            throw error
        }
    }

    /// One supervisor for each server and each service, in the order in which they depend on each other.
    func supervisors(scorers: Int, images: String, log: Logger) throws -> [any Service] {
        let logs = "\(folder)/logs"
        try FileManager.default.createDirectory(atPath: logs, withIntermediateDirectories: true)
        var parts: [any Service] = servers.map { server in
            ProcessSupervisor(server) { Self.tell(server.kind.program, $0, log) }
        }
        for service in Self.services {
            for copy in 1...(service == "scorer" ? scorers : 1) {
                let command = ChildCommand(
                    name: service, executable: try Self.executable(service),
                    // Not as arguments: those of every program can be seen by everybody on the machine.
                    environment: [
                        "PERYTON_NATS": addresses.nats, "PERYTON_REDIS": addresses.redis,
                        "PERYTON_DATA": "\(folder)/catalog", "PERYTON_RESULTS": "\(folder)/results",
                        "PERYTON_IMAGES": images,
                        "PERYTON_STAMPS": "\(folder)/stamps",
                    ],
                    output: .file(copy == 1 ? "\(logs)/\(service).log" : "\(logs)/\(service)-\(copy).log"))
                parts.append(ProcessSupervisor(command) { Self.tell(service, $0, log) })
            }
        }
        return parts
    }

    private static func tell(_ name: String, _ event: ProcessSupervisor.Event, _ log: Logger) {
        switch event {
        case .started(let processID): log.info("runs", metadata: ["program": "\(name)", "pid": "\(processID)"])
        case .ended(let exit, let delay):
            log.warning(
                "ended and is started again", metadata: ["program": "\(name)", "exit": "\(exit)", "in": "\(delay)"])
        case .failedToStart(let reason, let delay):
            log.warning("did not start", metadata: ["program": "\(name)", "reason": "\(reason)", "retry": "\(delay)"])
        case .stopped: log.info("stopped", metadata: ["program": "\(name)"])
        }
    }

    /// The program of a service: beside this one.
    private static func executable(_ service: String) throws -> String {
        let own = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        let path = own.deletingLastPathComponent().appendingPathComponent("peryton-\(service)").path
        guard FileManager.default.isExecutableFile(atPath: path) else {
            throw CommandFailure("\(path): no such program; expected it beside peryton itself (run `make build`)")
        }
        return path
    }
}
