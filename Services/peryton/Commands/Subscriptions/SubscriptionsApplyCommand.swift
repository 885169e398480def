import ArgumentParser
import Messages

/// `peryton subscriptions apply`: makes the subscriptions what files say.
struct SubscriptionsApplyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply", abstract: "Make your subscriptions what files say: create and edit what differs.",
        discussion: """
            For definitions that are kept in git. What is the same is left alone, so that no version is made. Secrets cannot \
            be compared: --new-secrets sends those of the files again.

            Examples:
              peryton subscriptions apply -f subscriptions/ --dry-run
              peryton subscriptions apply -f subscriptions/ --prune
              peryton subscriptions export | peryton --user you subscriptions apply -f -
            """)

    @OptionGroup var mesh: MeshOptions

    @Option(
        name: .shortAndLong, parsing: .upToNextOption,
        help: ArgumentHelp(
            "Files with definitions, folders of .yaml files, or - for standard input.", valueName: "paths"))
    var file: [String]

    @Flag(help: "Only say what would change.")
    var dryRun = false

    @Flag(help: "End your subscriptions that no file defines.")
    var prune = false

    @Flag(help: "Send secrets again where nothing else differs.")
    var newSecrets = false

    @Flag(help: "Also where one would send more in a night than the operator allows without asking.")
    var evenIfMany = false

    func run() async throws {
        let definitions = try DefinitionFiles.read(file)
        try await mesh.withClient { client in
            let plan = try DefinitionPlan(
                wanted: definitions.map(\.subscription), kept: try await client.ownSubscriptions(), prunes: prune,
                sendsSecrets: newSecrets)
            for step in plan.steps {
                if !dryRun { try await carryOut(step, client) }
                for line in step.lines(isPlan: dryRun) { say(line) }
            }
            say(plan.summary(isPlan: dryRun))
        }
    }

    private func carryOut(_ step: DefinitionPlan.Step, _ client: MeshClient) async throws {
        do {
            switch step {
            case .make(let subscription):
                _ = try await client.order(SubscriptionOrder(subscription: subscription, isEvenIfMany: evenIfMany))
            case .edit(let subscription, let version, _):
                _ = try await client.order(
                    SubscriptionOrder(
                        subscription: subscription, isEvenIfMany: evenIfMany, editedVersion: version))
            case .end(let name): try await client.unsubscribe(name)
            }
        } catch {
            throw CommandFailure("subscription \(step.name): \(MeshOptions.explained(error))")
        }
    }
}
