import ArgumentParser
import Bus
import Foundation
import Mesh
import Messages
import NoticeForms
import ServiceKit

/// `peryton subscribe`: hears of anomalies.
struct SubscribeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "subscribe", abstract: "Print anomalies as they are found.",
        discussion: """
            The subscription stays: what comes while you are away is printed the next time. `--delete` ends it. Options \
            change one that is there; `peryton subscriptions` has all that a subscription can ask for.

            Examples:
              peryton subscribe
              peryton subscribe --limit 0.001 --stream ztf --name rare --json
              peryton subscribe --neighbours dr1.main --radius 3
              peryton subscribe --picture stamp --pictures-to pictures
              peryton subscribe --picture cutout --picture-size 2 --picture-bands irg --pictures-to pictures
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
    var radius = DefinitionOptions.usualRadius

    @Option(
        help: ArgumentHelp(
            "Picture that comes with an anomaly: \"stamp\", the alert's own, of streams that keep them, or \"cutout\", of the images at its place.",
            valueName: "stamp|cutout"))
    var picture: String?

    @Option(help: ArgumentHelp("Width of a cutout.", valueName: "arcmin"))
    var pictureSize = 1.0

    @Option(
        help: ArgumentHelp(
            "Bands of a cutout: one, for grey, or three, red first. Default: the anomaly's own.", valueName: "bands"))
    var pictureBands: String?

    @Option(help: ArgumentHelp("Folder to save the pictures in.", valueName: "folder"))
    var picturesTo: String?

    @Option(help: "End after so many notices. Default: go on until stopped.")
    var count: Int?

    @Flag(help: "Print one JSON object a line.")
    var json = false

    @Flag(help: "Also where it would send more in a night than the operator allows without asking.")
    var evenIfMany = false

    @Flag(help: "End the subscription of that name.")
    var delete = false

    func validate() throws {
        if let count, count < 1 { throw ValidationError("count \(count): expected at least 1") }
        guard radius > 0, radius <= 3_600 else {
            throw ValidationError("radius \(radius): expected more than 0 and at most 3600 arcseconds")
        }
        if let picture {
            guard ["stamp", "cutout"].contains(picture) else {
                throw ValidationError("picture \(picture): expected stamp or cutout")
            }
        } else if picturesTo != nil {
            throw ValidationError("pictures-to: expected --picture with it")
        }
    }

    func run() async throws {
        let name = name ?? mesh.user
        try await mesh.withClient { client in
            guard !delete else {
                try await client.unsubscribe(name)
                return say("subscription \(name) is ended")
            }
            let folder = try picturesTo.map { try PictureFolder($0) }
            try await make(name, client)
            let notices = try client.notices(of: name)
            defer { notices.end() }
            var printed = 0
            if !json { say(AnomalyText.headings) }
            for await batch in notices {
                for message in batch {
                    let notice = try message.withBody { bytes throws(MessageError) in try Notice(serialized: bytes) }
                    let files = try folder?.save(notice)
                    if json {
                        say(
                            try NoticeJSON(
                                notice, pictures: files.map { NoticeJSON.PictureForm.files($0) } ?? .described
                            ).line())
                    } else {
                        say(AnomalyText.line(notice.anomaly))
                        for line in MatchText.lines(of: notice) { say(line) }
                        for line in try NeighbourText.lines(of: notice) { say(line) }
                        for line in PictureText.lines(of: notice, files: files) { say(line) }
                    }
                    try client.bus.ack(message)
                    printed += 1
                    if printed == count { return try await client.bus.flush() }
                }
            }
        }
    }

    /// Makes the subscription, or changes the one of the name where something is to be changed.
    private func make(_ name: String, _ client: MeshClient) async throws {
        let kept = try await client.ownSubscription(name)
        var wanted = kept ?? Subscription(project: client.project, name: name, owner: client.user)
        if kept == nil {
            wanted.tailProbabilityLimit = try await client.smallestAnomalyLimit(of: stream)
        }
        if let limit { wanted.tailProbabilityLimit = limit }
        if !stream.isEmpty { wanted.streams = stream }
        if let neighbours {
            wanted.neighbourTable = neighbours
            wanted.neighbourRadiusArcseconds = radius
        }
        if let picture {
            wanted.picture = picture
            wanted.pictureSizeArcminutes = picture == "cutout" ? pictureSize : 0
            wanted.pictureBands = picture == "cutout" ? pictureBands ?? "" : ""
        }
        // Only what goes to NATS can be read here.
        if !wanted.channels.isEmpty, !wanted.channels.contains(where: { $0.kind == "nats" }) {
            wanted.channels.append(Channel(kind: "nats"))
        }
        if wanted.isPaused { remark("subscription \(name) is paused; peryton subscriptions resume \(name)") }
        if let kept, try DefinitionChanges.lines(from: kept, to: wanted).isEmpty { return }
        _ = try await client.order(
            SubscriptionOrder(subscription: wanted, isEvenIfMany: evenIfMany, editedVersion: kept?.version ?? 0))
    }
}
