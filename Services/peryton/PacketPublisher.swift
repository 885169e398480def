import ArgumentParser
import Bus
import Foundation
import Mesh
import Messages

/// Hands packets over to ingest: several at once, at a given rate where one is asked for, each until it has a receipt.
struct PacketPublisher: Sendable {
    let client: MeshClient
    let stream: String
    /// Packets a second; nil: as fast as ingest takes them.
    var ratePerSecond: Double?

    /// Packets that are on their way at once.
    private static let window = 64
    /// nats-server's limit of 1 MiB, less the request around the packet.
    private static let packetLimitBytes = 1_000_000

    /// Refuses a rate that no clock could keep.
    static func check(ratePerSecond rate: Double) throws {
        guard (0.001...1e6).contains(rate) else {
            throw ValidationError("rate \(rate): expected a number a second, from 0.001 to 1000000")
        }
    }

    /// Publishes the files in their order; `onReceipt` gets each receipt as it comes, on any thread.
    func publish(_ files: [String], onReceipt: @escaping @Sendable (String, PublishReceipt) -> Void) async throws {
        let start = ContinuousClock.now
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (index, file) in files.enumerated() {
                if index >= Self.window { try await group.next() }
                if let ratePerSecond {
                    try await Task.sleep(
                        until: start + .seconds(Double(index) / ratePerSecond), tolerance: .milliseconds(1))
                }
                group.addTask { onReceipt(file, try await publish(file)) }
            }
            try await group.waitForAll()
        }
    }

    private func publish(_ file: String) async throws -> PublishReceipt {
        guard let data = FileManager.default.contents(atPath: file) else {
            throw CommandFailure("\(file): cannot be read")
        }
        guard data.count <= Self.packetLimitBytes else { return try await reject(Array(data), from: file) }
        let request = PublishRequest(stream: stream, packet: Array(data), origin: file, publishedAt: .now)
        var mayHaveCome = false
        var receipt = try await client.patiently {
            do {
                return try await client.bus.call(
                    client.rpc("ingest", "publish"), request, as: PublishReceipt.self, timeoutSeconds: 10)
            } catch let error as BusError {
                if case .noResponders = error { throw error }
                mayHaveCome = true
                throw error
            }
        }
        // It was our own first try that came before, and only its answer was lost.
        if mayHaveCome, receipt.verdict == .duplicate { receipt.verdict = .accepted }
        return receipt
    }

    /// Puts a packet that the bus cannot carry among the dead letters, as ingest does with others that it cannot take.
    private func reject(_ packet: [UInt8], from file: String) async throws -> PublishReceipt {
        let reason = "\(packet.count) bytes; the bus carries packets up to \(Self.packetLimitBytes) bytes"
        try await client.patiently {
            guard try await client.jetStream.state(ofStream: ProjectStreams(client.project).dead) != nil else {
                throw CommandFailure(
                    "project \"\(client.project)\" has no stream; declare one first: peryton streams create")
            }
            try await client.deadLetters.put(
                project: client.project, original: packet, origin: file, kind: "too-large", reason: reason)
        }
        return PublishReceipt(verdict: .rejected, reason: reason)
    }
}
