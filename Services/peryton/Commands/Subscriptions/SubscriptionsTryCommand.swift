import ArgumentParser
import Foundation
import Messages
import Scoring

/// `peryton subscriptions try`: what a subscription would have sent.
struct SubscriptionsTryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "try", abstract: "See what a subscription would have sent, before it is switched on.",
        discussion: """
            What is tried is a subscription of yours by its name, a definition from a file, or options; options go on top of \
            the others. It looks at the anomalies that the mesh keeps, or with --files at alert packets, which are judged by \
            the stream's live forest. Nothing is sent.

            Times are dates (2026-11-24, 2026-11-24T05:30), Modified Julian Dates (UTC), or "last night": nights go from \
            18:00 to 18:00 UTC.

            Examples:
              peryton subscriptions try rare
              peryton subscriptions try rare --tail 0.0005 --from "last night"
              peryton subscriptions try -f sne.yaml --from 2026-11-01 --to 2026-11-08
              peryton subscriptions try --stream ztf --tail 0.001 --files night/
            """)

    @OptionGroup var mesh: MeshOptions

    @Argument(help: "Name of a subscription.")
    var name: String?

    @Option(name: .shortAndLong, help: ArgumentHelp("Definition in a file.", valueName: "file"))
    var file: String?

    @Option(help: ArgumentHelp("Exposures from this time on. Default: all that is kept.", valueName: "time"))
    var from: String?

    @Option(help: ArgumentHelp("Exposures before this time.", valueName: "time"))
    var to: String?

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp(
            "Alert packets (.avro) or folders of them, in place of what the mesh keeps.", valueName: "paths"))
    var files: [String] = []

    @Option(help: ArgumentHelp("How many of the first matches to show.", valueName: "number"))
    var first: UInt32 = 10

    @Flag(help: "Print one JSON object.")
    var json = false

    @OptionGroup var definition: DefinitionOptions

    func validate() throws {
        guard name != nil || file != nil || definition.isGiven else {
            throw ValidationError("expected a subscription: its name, --file or options")
        }
        if first == 0 || first > 1_000 { throw ValidationError("first \(first): expected 1 to 1000") }
        _ = try times()
    }

    func run() async throws {
        let packets = files.isEmpty ? [] : try PacketFiles.find(files)
        let times = try times()
        try await Interruption.ends { [self] in
            try await mesh.withClient { client in
                let subscription = try await wanted(client)
                let run = TrialRun(
                    client: client, subscription: subscription, from: times.from, to: times.to, limit: first)
                let trial =
                    packets.isEmpty ? try await run.overStream() : try await self.trial(run, over: packets, client)
                say(
                    json
                        ? try TrialJSON(trial, of: subscription).jsonLine()
                        : TrialText.report(trial, of: subscription.name))
            }
        }
    }

    /// The subscription to try; with nothing but a name it is the one that the service keeps.
    private func wanted(_ client: MeshClient) async throws -> Subscription {
        var wanted = Subscription(name: name ?? "")
        if let file {
            let read = try DefinitionFiles.readOne(file).subscription
            wanted = read
            if let name { wanted.name = name }
        } else if name != nil, definition.isGiven || !files.isEmpty {
            // A name that is not taken is that of one that is to be made.
            if let kept = try await client.ownSubscription(wanted.name) { wanted = kept }
        }
        try definition.apply(to: &wanted)
        if wanted.name.isEmpty { wanted.name = "trial" }
        return wanted
    }

    private func trial(_ run: TrialRun, over packets: [String], _ client: MeshClient) async throws -> Trial {
        let stream = try await client.onlyStream(of: run.subscription.streams)
        let progress = ProgressLine("judging", isForTerminals: true)
        defer { progress.clear() }
        var files = TrialFiles(
            files: packets, scorer: try await TrialFiles.scorer(of: stream, client), project: client.project)
        let anomalies = try files.anomalies { progress.show($0, "\(Numbers.grouped(packets.count)) packets") }
        let trial = try await run.over(anomalies) { progress.show($0, "\(Numbers.grouped(anomalies.count)) anomalies") }
        progress.clear()
        remark(
            "\(Numbers.grouped(files.judged)) alerts judged by forest \(files.scorer.live.id): "
                + "\(Numbers.grouped(anomalies.count)) at or under the stream's anomaly limit "
                + DefinitionValue.text(of: stream.anomalyLimit))
        if files.refused > 0 {
            remark(
                "\(Numbers.grouped(files.refused)) packets are no alerts of the stream; the first: \(files.firstRefusal)"
            )
        }
        return trial
    }

    /// Exposure times, MJD; 0 where there is no limit.
    private func times() throws -> (from: Double, to: Double) {
        func mjd(_ option: String, _ text: String) throws -> Double {
            guard let mjd = TimeText.mjd(text) else {
                throw ValidationError(
                    "\(option) \(text): expected a date (2026-11-24, 2026-11-24T05:30), a Modified Julian Date or "
                        + "\"last night\"")
            }
            return mjd
        }
        if from == "last night" {
            let night = TimeText.lastNight()
            return (night.lowerBound, try to.map { try mjd("to", $0) } ?? night.upperBound)
        }
        let times = (try from.map { try mjd("from", $0) } ?? 0, try to.map { try mjd("to", $0) } ?? 0)
        guard times.1 == 0 || times.0 < times.1 else { throw ValidationError("--from is not before --to") }
        return times
    }
}
