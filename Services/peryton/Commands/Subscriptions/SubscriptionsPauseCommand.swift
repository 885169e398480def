import ArgumentParser
import Messages

/// `peryton subscriptions pause`: switches subscriptions off.
struct SubscriptionsPauseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause", abstract: "Switch subscriptions off; what comes meanwhile is not sent later.")

    @OptionGroup var mesh: MeshOptions

    @Argument(help: "Names of the subscriptions.")
    var names: [String]

    func run() async throws {
        try await mesh.withClient { client in
            for name in names {
                _ = try await client.askNotifier(
                    "subscription-pause", PauseRequest(name: name, isPaused: true), as: Subscription.self)
                say("subscription \(name) is paused")
            }
        }
    }
}

/// `peryton subscriptions resume`: switches subscriptions on again.
struct SubscriptionsResumeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume", abstract: "Switch paused subscriptions on again.")

    @OptionGroup var mesh: MeshOptions

    @Argument(help: "Names of the subscriptions.")
    var names: [String]

    @Flag(help: "Also where one would send more in a night than the operator allows without asking.")
    var evenIfMany = false

    func run() async throws {
        try await mesh.withClient { client in
            for name in names {
                _ = try await client.askNotifier(
                    "subscription-pause", PauseRequest(name: name, isEvenIfMany: evenIfMany), as: Subscription.self,
                    timeoutSeconds: 120)
                say("subscription \(name) is on")
            }
        }
    }
}

/// `peryton subscriptions delete`: ends subscriptions.
struct SubscriptionsDeleteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "End subscriptions, with all that they know.")

    @OptionGroup var mesh: MeshOptions

    @Argument(help: "Names of the subscriptions.")
    var names: [String]

    func run() async throws {
        try await mesh.withClient { client in
            for name in names {
                try await client.unsubscribe(name)
                say("subscription \(name) is ended")
            }
        }
    }
}
