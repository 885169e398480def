import Messages

/// Compiles subscriptions, and keeps what their conditions share.
///
/// ```swift
/// var compiler = MatchCompiler()
/// let rule = try compiler.rule(for: subscription, watchlists: watchlists)
/// let index = compiler.index(of: [rule], watchlists: watchlists)
/// for match in index.matches(anomaly) { print(match.rule.subscription.name, match.reasons()) }
/// ```
/// Rules are compiled once and used in any number of indexes of the same compiler, as long as nothing they were made of
/// changes. What conditions of old rules asked about stays in the layout: after many thousand edits, begin with a new compiler.
public struct MatchCompiler: Sendable {
    /// What all conditions so far ask about.
    public private(set) var layout = FactLayout()

    /// A compiler without rules.
    public init() {}

    /// Compiles a subscription.
    ///
    /// Its areas must have been normalised. Its condition was checked when it was saved, and goes on to hold when names or
    /// limits change later. Watch-lists that do not exist (yet) are empty.
    ///
    /// - Parameter isJudged: whether it has feedback, so that its limits decide nothing here.
    public mutating func rule(
        for subscription: Subscription, isJudged: Bool = false, watchlists: WatchlistIndex
    ) throws(MatchRuleError) -> MatchRule {
        let areas: AreaSet
        do { areas = try AreaSet(subscription.areas) } catch {
            throw .area(subscription: subscription.name, error)
        }
        var program: ConditionProgram?
        if !subscription.condition.isEmpty {
            do throws(ConditionError) {
                let condition = try Condition(saved: subscription.condition)
                program = ConditionProgram(condition, layout: &layout)
            } catch { throw .condition(subscription: subscription.name, error) }
        }
        let lists = subscription.watchlists.map { name in
            watchlists.list(
                WatchlistName(project: subscription.project, owner: subscription.owner, name: name))
        }
        return MatchRule(
            subscription: subscription, areas: areas, watchlists: lists, condition: program, isJudged: isJudged,
            reach: AreaReach(areas))
    }

    /// An index of rules of this compiler; those of paused subscriptions are left out.
    public func index(of rules: [MatchRule], watchlists: WatchlistIndex) -> MatchIndex {
        MatchIndex(rules: rules, layout: layout, watchlists: watchlists)
    }
}

/// Why a subscription cannot be compiled.
public enum MatchRuleError: Error, Equatable, Sendable, CustomStringConvertible {
    /// One of its areas is none.
    case area(subscription: String, AreaError)
    /// Its condition is none.
    case condition(subscription: String, ConditionError)

    /// For people; of a condition with the place in its text.
    public var description: String {
        switch self {
        case .area(let name, let error): "subscription \(name): \(error)"
        case .condition(let name, let error): "subscription \(name), condition: \(error)"
        }
    }
}
