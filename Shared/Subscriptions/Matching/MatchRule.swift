import Messages
import Sky

/// A subscription that is on, compiled: what of its wishes one anomaly alone decides.
///
/// What depends on other notices (budget, cool-down, caps) is not in it.
public final class MatchRule: Sendable {
    /// The subscription.
    public let subscription: Subscription
    /// Where.
    public let areas: AreaSet
    /// Its watch-lists in the index.
    public let watchlists: [WatchlistID]
    /// Its condition; nil where it has none.
    public let condition: ConditionProgram?
    /// Whether feedback changes the probabilities by which it is judged: then its limits decide nothing here, its matches
    /// are returned for the caller to judge.
    public let isJudged: Bool
    /// Where its areas may be, for the index.
    let reach: AreaReach
    /// The largest tail probability; ∞ where there is no limit or feedback decides.
    let tailProbabilityLimit: Double
    /// The smallest score; −∞ where there is no limit or feedback decides.
    let scoreLimit: Double

    init(
        subscription: Subscription, areas: AreaSet, watchlists: [WatchlistID], condition: ConditionProgram?,
        isJudged: Bool, reach: AreaReach
    ) {
        self.subscription = subscription
        self.areas = areas
        self.watchlists = watchlists
        self.condition = condition
        self.isJudged = isJudged
        self.reach = reach
        let limit = subscription.tailProbabilityLimit
        tailProbabilityLimit = isJudged || limit <= 0 ? .infinity : limit
        scoreLimit = isJudged || subscription.scoreLimit <= 0 ? -.infinity : subscription.scoreLimit
    }

    /// The same rule with or without feedback; nothing is compiled anew.
    public func judged(_ isJudged: Bool) -> MatchRule {
        guard isJudged != self.isJudged else { return self }
        return MatchRule(
            subscription: subscription, areas: areas, watchlists: watchlists, condition: condition,
            isJudged: isJudged, reach: reach)
    }

    /// Whether all but its watch-lists hold for an anomaly.
    func holds(_ subject: MatchSubject) -> Bool {
        guard subject.tailProbability <= tailProbabilityLimit, subject.project == subscription.project else {
            return false
        }
        // The score of an alert that could not be judged is NaN: at or above no limit, but good where there is none.
        guard scoreLimit == -.infinity || subject.score >= scoreLimit else { return false }
        guard subscription.streams.isEmpty || subscription.streams.contains(subject.stream) else { return false }
        guard areas.isEmpty || areas.contains(subject.place) else { return false }
        return condition?.holds(subject.facts) ?? true
    }

    /// Whether the rule holds for an anomaly: how `MatchIndex` judges, for one rule alone.
    public func match(_ subject: MatchSubject, watchlists index: WatchlistIndex) -> Match? {
        guard holds(subject) else { return nil }
        if watchlists.isEmpty { return Match(rule: self, subject: subject, watchlistHits: []) }
        let wanted = watchlists
        return matchOfHeld(subject, finds: index.finds(at: subject.place.direction) { wanted.contains($0) })
    }

    /// The same, of rows that were found once for several rules.
    public func match(_ subject: MatchSubject, finds: [WatchlistFind]) -> Match? {
        holds(subject) ? matchOfHeld(subject, finds: finds) : nil
    }

    private func matchOfHeld(_ subject: MatchSubject, finds: [WatchlistFind]) -> Match? {
        if watchlists.isEmpty { return Match(rule: self, subject: subject, watchlistHits: []) }
        var hits: [WatchlistHit] = []
        for find in finds {
            guard let place = watchlists.firstIndex(of: find.list) else { continue }
            hits.append(
                WatchlistHit(
                    watchlist: subscription.watchlists[place], rowID: find.rowID,
                    separationArcseconds: find.separationArcseconds, comment: find.comment))
            if hits.count == Match.mostHits { break }
        }
        return hits.isEmpty ? nil : Match(rule: self, subject: subject, watchlistHits: hits)
    }
}
