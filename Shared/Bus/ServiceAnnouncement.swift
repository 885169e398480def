import Foundation

/// Answers `$SRV.PING`, `$SRV.INFO` and `$SRV.STATS` for a service, so that any client of the NATS service protocol
/// (ADR-32) discovers the mesh.
public struct ServiceAnnouncement: Sendable {
    private let name: String
    private let version: String
    private let about: String
    private let id = String(UInt64.random(in: .min ... .max), radix: 36)
    private let startedAt = Date()

    /// An announcement of a service.
    ///
    /// - Parameters:
    ///   - name: name of the service, for example "scorer".
    ///   - version: semantic version.
    ///   - about: one line about what it does.
    public init(name: String, version: String, about: String) {
        self.name = name
        self.version = version
        self.about = about
    }

    private struct Answer: Encodable {
        var type: String
        var name: String
        var id: String
        var version: String
        var description: String?
        var metadata: [String: String] = [:]
        var endpoints: [String]?
        var started: String?
    }

    /// Answers until the task is cancelled.
    public func run(on connection: BusConnection) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for verb in ["PING", "INFO", "STATS"] {
                for suffix in ["", ".\(name)", ".\(name).\(id)"] {
                    group.addTask {
                        for await request in try connection.messages(on: "$SRV.\(verb)\(suffix)")
                        where !request.reply.isEmpty {
                            try? connection.publish(OutgoingMessage(subject: request.reply, body: answer(to: verb)))
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    private func answer(to verb: String) -> [UInt8] {
        var answer = Answer(
            type: "io.nats.micro.v1.\(verb.lowercased())_response", name: name, id: id, version: version)
        if verb == "INFO" {
            answer.description = about
            answer.endpoints = []
        }
        if verb == "STATS" {
            answer.endpoints = []
            answer.started = startedAt.ISO8601Format()
        }
        return (try? Array(JSONEncoder().encode(answer))) ?? []
    }
}

/// A copy of a service that answered `$SRV.PING`.
public struct DiscoveredService: Sendable, Equatable, Decodable {
    /// Name of the service.
    public var name: String
    /// Id of the copy.
    public var id: String
    /// Its version.
    public var version: String
}

extension BusConnection {
    /// Every copy of every service that answers within the time, by name.
    public func discoverServices(withinSeconds seconds: Double = 0.5) async throws -> [DiscoveredService] {
        let answers = try await requestMany(OutgoingMessage(subject: "$SRV.PING", body: []), withinSeconds: seconds)
        return answers.compactMap { try? JSONDecoder().decode(DiscoveredService.self, from: Data($0.body)) }
            .sorted { ($0.name, $0.id) < ($1.name, $1.id) }
    }
}
