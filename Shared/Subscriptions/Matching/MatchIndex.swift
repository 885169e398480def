import Messages
import Sky

/// All rules that are on, to be asked which of them an anomaly matches.
///
/// Each rule is found by one way only, the narrowest that it has, and then judged by itself (`MatchRule.match`):
///
/// - rules with watch-lists by the rows near the anomaly,
/// - rules with an area of at most half the sky by tables of HEALPix pixels, one for small areas and one for large ones,
/// - all others from flat arrays, eight at a time, by their limits and by a bound that their condition puts on a number or a text.
///
/// It never changes: after an edit make a new one of the compiled rules (some milliseconds for 10,000). Watch-lists are
/// asked as they are at that moment.
public struct MatchIndex: Sendable {
    private let projects: [String: ProjectRules]
    private let layout: FactLayout
    private let watchlists: WatchlistIndex

    init(rules: [MatchRule], layout: FactLayout, watchlists: WatchlistIndex) {
        let active = rules.filter { !$0.subscription.isPaused }
        projects = Dictionary(grouping: active) { $0.subscription.project }.mapValues { ProjectRules($0) }
        self.layout = layout
        self.watchlists = watchlists
    }

    /// Rules that are on.
    public var ruleCount: Int { projects.values.reduce(0) { $0 + $1.rules.count } }

    /// Everybody who asked for an anomaly, in the order of the rules.
    public func matches(_ anomaly: Anomaly) -> [Match] {
        guard let project = projects[anomaly.score.project], let subject = subject(anomaly) else { return [] }
        return project.matches(subject, watchlists: watchlists)
    }

    /// What rules ask of an anomaly; nil for an alert without a position on the sky.
    public func subject(_ anomaly: Anomaly) -> MatchSubject? { MatchSubject(anomaly, layout: layout) }
}
