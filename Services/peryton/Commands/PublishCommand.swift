import ArgumentParser
import Foundation
import Messages
import ServiceKit
import Synchronization

/// `peryton publish`: hands packets over.
struct PublishCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "publish", abstract: "Publish alert packets to a stream.",
        discussion: """
            Examples:
              peryton publish --stream ztf packet.avro
              peryton publish --stream ztf --rate 250 night/
            """)

    @OptionGroup var mesh: MeshOptions

    @Option(help: "Stream that the packets are for; declare it first with `peryton streams create`.")
    var stream: String

    @Option(help: "Packets a second. Default: as fast as they are taken.")
    var rate: Double?

    @Argument(help: "Packet files (.avro), or folders of them.")
    var files: [String]

    func validate() throws {
        if let rate { try PacketPublisher.check(ratePerSecond: rate) }
    }

    func run() async throws {
        let found = try PacketFiles.find(files)
        try await mesh.withClient { client in
            let tally = PublishTally()
            let progress = ProgressLine("publishing")
            let publisher = PacketPublisher(client: client, stream: stream, ratePerSecond: rate)
            try await publisher.publish(found) { file, receipt in
                let count = tally.add(receipt)
                if receipt.verdict == .rejected { progress.tell("rejected \(file): \(receipt.reason)") }
                progress.show(Double(count) / Double(found.count), "\(count) of \(found.count)")
            }
            progress.clear()
            let counts = tally.counts
            say("\(counts.accepted) accepted, \(counts.duplicate) seen before, \(counts.rejected) rejected")
            if counts.rejected > 0 { throw ExitCode(1) }
        }
    }
}

/// Counts receipts by verdict.
final class PublishTally: Sendable {
    struct Counts: Sendable {
        var accepted = 0
        var duplicate = 0
        var rejected = 0

        var total: Int { accepted + duplicate + rejected }
    }

    private let state = Mutex(Counts())

    /// Counts one receipt; returns how many there are now.
    @discardableResult
    func add(_ receipt: PublishReceipt) -> Int {
        state.withLock { counts in
            switch receipt.verdict {
            case .accepted: counts.accepted += 1
            case .duplicate: counts.duplicate += 1
            case .rejected, .unknown: counts.rejected += 1
            }
            return counts.total
        }
    }

    var counts: Counts { state.withLock { $0 } }
}
