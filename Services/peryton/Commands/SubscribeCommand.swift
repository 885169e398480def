import ArgumentParser
import Bus
import Foundation
import Mesh
import Messages
import ServiceKit

/// `peryton subscribe`: hears of anomalies.
struct SubscribeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "subscribe", abstract: "Print anomalies as they are found.",
        discussion: """
            The subscription stays: what comes while you are away is printed the next time. `--delete` ends it.

            Examples:
              peryton subscribe
              peryton subscribe --limit 0.001 --stream ztf --name rare --json
              peryton subscribe --neighbours dr1.main --radius 3
            """)

    @OptionGroup var mesh: MeshOptions

    @Option(
        help: "Tell of anomalies at or under this tail probability. Default: the smallest anomaly limit of the streams."
    )
    var limit: Double?

    @Option(help: "Stream to listen to; may be given several times. Default: all of the project.")
    var stream: [String] = []

    @Option(help: "Name of the subscription. Default: your user name.")
    var name: String?

    @Option(help: ArgumentHelp("Table of the catalogue whose rows near an anomaly come with it.", valueName: "table"))
    var neighbours: String?

    @Option(help: "How near such rows are, arcseconds.")
    var radius = 5.0

    @Option(help: "End after so many notices. Default: go on until stopped.")
    var count: Int?

    @Flag(help: "Print one JSON object a line.")
    var json = false

    @Flag(help: "End the subscription of that name.")
    var delete = false

    func validate() throws {
        if let count, count < 1 { throw ValidationError("count \(count): expected at least 1") }
        guard radius > 0, radius <= 3_600 else {
            throw ValidationError("radius \(radius): expected more than 0 and at most 3600 arcseconds")
        }
    }

    func run() async throws {
        let name = name ?? mesh.user
        try await mesh.withClient { client in
            guard !delete else {
                try await client.unsubscribe(name)
                return say("subscription \(name) is ended")
            }
            let limit = if let limit { limit } else { try await client.smallestAnomalyLimit(of: stream) }
            let notices = try await client.subscribe(
                Subscription(
                    project: client.project, name: name, owner: client.user, streams: stream,
                    tailProbabilityLimit: limit, neighbourTable: neighbours ?? "",
                    neighbourRadiusArcseconds: neighbours == nil ? 0 : radius))
            defer { notices.end() }
            var printed = 0
            if !json { say(AnomalyText.headings) }
            for await batch in notices {
                for message in batch {
                    let notice = try message.withBody { bytes throws(MessageError) in try Notice(serialized: bytes) }
                    say(json ? try NoticeJSON(notice).jsonLine() : AnomalyText.line(notice.anomaly))
                    if !json { for line in try NeighbourText.lines(of: notice) { say(line) } }
                    try client.bus.ack(message)
                    printed += 1
                    if printed == count { return try await client.bus.flush() }
                }
            }
        }
    }
}

/// A notice as JSON: what `--json` prints.
struct NoticeJSON: Encodable {
    var subscription: String
    var stream: String
    var alertId: String
    var objectId: String
    var mjdUTC: Double
    var raDegrees: Double
    var decDegrees: Double
    var band: String
    var magnitude: Float
    var score: Double
    var tailProbability: Double
    var forest: String
    var reasons: [Reason]

    struct Reason: Encodable {
        var feature: String
        var value: Float
        var typical: Float
        var share: Float
        var unit: String
    }

    init(_ notice: Notice) {
        let (alert, score) = (notice.anomaly.alert, notice.anomaly.score)
        subscription = notice.subscription
        stream = score.stream
        alertId = score.alertID
        objectId = score.objectID
        mjdUTC = alert.mjdUTC
        raDegrees = alert.raDegrees
        decDegrees = alert.decDegrees
        band = alert.band
        magnitude = alert.magnitude
        self.score = score.score
        tailProbability = score.tailProbability
        forest = score.forestID
        reasons = notice.anomaly.explanation.map {
            Reason(feature: $0.feature, value: $0.value, typical: $0.typical, share: $0.share, unit: $0.unit)
        }
    }
}
