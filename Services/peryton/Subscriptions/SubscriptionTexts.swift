import Foundation
import Messages

/// Subscriptions as people read them.
enum SubscriptionTexts {
    /// A list of subscriptions.
    ///
    /// - Parameter width: the most characters of a line; nil for no limit.
    static func list(_ subscriptions: [Subscription], width: Int? = nil) -> String {
        var table = TextTable(["NAME", "STATE", "STREAMS", "WHAT", "WHERE", "TO", "VERSION", "EDITED"])
        for subscription in subscriptions {
            table.add([
                subscription.name, subscription.isPaused ? "paused" : "on",
                subscription.streams.isEmpty ? "all" : subscription.streams.joined(separator: ", "),
                what(subscription), place(subscription), channels(subscription), "\(subscription.version)",
                subscription.editedAt.text,
            ])
        }
        return table.text(width: width)
    }

    /// One subscription: its state, its definition, and how its channels do.
    static func description(of state: SubscriptionState) throws -> String {
        let subscription = state.subscription
        let versions =
            state.versions.isEmpty || state.versions == [subscription.version]
            ? "" : " (there are \(state.versions.map(String.init).joined(separator: ", ")))"
        var lines = [
            "subscription   \(subscription.name)",
            "project        \(subscription.project)",
            "owner          \(subscription.owner)",
            "state          \(subscription.isPaused ? "paused" : "on")",
            "version        \(subscription.version) of \(subscription.editedAt.text)\(versions)",
            "made           \(subscription.createdAt.text)",
        ]
        if subscription.nightlyBudget > 0 {
            let threshold = state.budgetThreshold
            lines.append(
                "threshold      "
                    + (threshold > 0
                        ? "tail probability \(number(threshold)) now, for about \(number(subscription.nightlyBudget)) a night"
                        : "none yet: the budget warms up"))
        }
        if state.feedback > 0 { lines.append("feedback       \(Numbers.grouped(state.feedback)) given") }
        lines += ["", "definition"]
        lines += try subscription.definition.withoutCoverage.yaml()
            .split(separator: "\n", omittingEmptySubsequences: false).dropLast().map { $0.isEmpty ? "" : "  \($0)" }
        if !state.channels.isEmpty { lines += ["", channels(state.channels)] }
        return lines.joined(separator: "\n")
    }

    /// How channels do, with what failed last below each.
    static func channels(_ channels: [ChannelState]) -> String {
        var table = TextTable(["CHANNEL", "KIND", "WAITING", "SENT", "FAILED", "GIVEN UP", "SENT LAST"])
        for channel in channels {
            table.add([
                channel.channel, channel.kind, Numbers.grouped(channel.pending), Numbers.grouped(channel.delivered),
                Numbers.grouped(channel.failures), Numbers.grouped(channel.undelivered), channel.deliveredAt.text,
            ])
        }
        let errors = channels.filter { !$0.lastError.isEmpty }.map {
            "last failure of \($0.channel), \($0.failedAt.text): \(ValueText.printable($0.lastError))"
        }
        return ([table.text] + errors).joined(separator: "\n")
    }

    /// What makes an anomaly one of its notices, but for the place.
    private static func what(_ subscription: Subscription) -> String {
        var parts: [String] = []
        if subscription.nightlyBudget > 0 { parts.append("\(number(subscription.nightlyBudget)) a night") }
        if subscription.tailProbabilityLimit > 0 { parts.append("tail ≤ \(number(subscription.tailProbabilityLimit))") }
        if subscription.scoreLimit > 0 { parts.append("score ≥ \(number(subscription.scoreLimit))") }
        if !subscription.condition.isEmpty {
            let condition = ValueText.printable(subscription.condition)
            parts.append(condition.count <= 40 ? condition : condition.prefix(39) + "…")
        }
        return parts.isEmpty ? "every anomaly" : parts.joined(separator: ", ")
    }

    private static func place(_ subscription: Subscription) -> String {
        let inside = subscription.areas.filter { !$0.isOutside }.map(\.shape)
        let outside = subscription.areas.filter(\.isOutside).map(\.shape)
        var parts: [String] = []
        if !inside.isEmpty {
            parts.append(inside.count <= 2 ? inside.joined(separator: ", ") : "\(inside.count) areas")
        }
        if !outside.isEmpty {
            parts.append("not " + (outside.count <= 2 ? outside.joined(separator: ", ") : "\(outside.count) areas"))
        }
        parts += subscription.watchlists
        return parts.isEmpty ? "anywhere" : parts.joined(separator: ", ")
    }

    private static func channels(_ subscription: Subscription) -> String {
        let names = subscription.channels.map(\.usedName)
        return names.isEmpty ? "nats" : names.joined(separator: ", ")
    }

    private static func number(_ value: Double) -> String { String(format: "%.4g", value) }
}
