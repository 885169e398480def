import ArgumentParser
import Messages

/// How a subscription is made or edited.
struct OrderOptions: ParsableArguments {
    @Flag(help: "Also where it would send more in a night than the operator allows without asking.")
    var evenIfMany = false

    @Option(help: ArgumentHelp("Look at past matches within so many days, and list them.", valueName: "days"))
    var lookBack: Double?

    @Flag(help: "With --look-back: deliver them as well.")
    var deliverLookBack = false

    func validate() throws {
        if deliverLookBack, lookBack == nil { throw ValidationError("--deliver-look-back goes with --look-back") }
        if let lookBack, !(lookBack > 0 && lookBack <= 3_650) {
            throw ValidationError("look-back \(lookBack): expected more than 0 days and at most 3650")
        }
    }

    /// Sends the order and says what came of it.
    func place(_ subscription: Subscription, editing version: UInt32, _ client: MeshClient) async throws {
        let receipt = try await client.order(
            SubscriptionOrder(
                subscription: subscription, isEvenIfMany: evenIfMany, editedVersion: version,
                lookBackDays: lookBack ?? 0, deliversLookBack: deliverLookBack))
        let kept = receipt.subscription
        let state = kept.isPaused ? ", and is paused" : ""
        say("subscription \(kept.name) is \(kept.version == 1 ? "made" : "edited: version \(kept.version)")\(state)")
        if let lastNight = receipt.lastNight {
            say("of the last day's anomalies " + TrialText.headline(lastNight, of: "it"))
        }
        if let trial = receipt.lookBack {
            let verb = deliverLookBack ? "sends" : "would have sent"
            say(
                "\n"
                    + TrialText.report(
                        trial, of: "looking back \(DefinitionValue.text(of: lookBack ?? 0)) d, it", verb: verb))
        }
    }
}
