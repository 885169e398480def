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
        guard data.count <= Self.packetLimitBytes else {
            return PublishReceipt(
                verdict: .rejected,
                reason: "\(data.count) bytes; the bus carries packets up to \(Self.packetLimitBytes) bytes")
        }
        let request = PublishRequest(stream: stream, packet: Array(data), origin: file, publishedAt: .now)
        return try await client.patiently {
            try await client.bus.call(
                client.rpc("ingest", "publish"), request, as: PublishReceipt.self, timeoutSeconds: 10)
        }
    }
}
