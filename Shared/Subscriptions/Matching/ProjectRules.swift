import Messages
import Sky

/// The rules of one project, and the ways to them.
final class ProjectRules: Sendable {
    let rules: [MatchRule]
    /// Rules by the number of a watch-list.
    private let byList: [Int32: [Int32]]
    private let narrow: PixelTable
    private let wide: PixelTable
    private let flat: FlatRules
    /// What of each rule is cheap to ask first.
    private let limits: [RuleLimits]
    /// A bit for each stream that rules name; the same bit again from the 33rd on.
    private let streamBits: [String: UInt32]

    init(_ rules: [MatchRule]) {
        self.rules = rules
        var streamBits: [String: UInt32] = [:]
        for name in rules.lazy.flatMap({ $0.subscription.streams }) where streamBits[name] == nil {
            streamBits[name] = 1 << UInt32(streamBits.count % 32)
        }
        self.streamBits = streamBits
        let limits = rules.map { RuleLimits($0, streamBits: streamBits) }
        self.limits = limits
        var byList: [Int32: [Int32]] = [:]
        var narrow: [(ranges: [Range<Int32>], rule: Int32)] = []
        var wide: [(ranges: [Range<Int32>], rule: Int32)] = []
        var others: [Int32] = []
        for (index, rule) in rules.enumerated() {
            let number = Int32(index)
            if !rule.watchlists.isEmpty {
                for list in Set(rule.watchlists) { byList[list.number, default: []].append(number) }
                continue
            }
            switch rule.reach {
            case .narrow(let ranges): narrow.append((ranges, number))
            case .wide(let ranges): wide.append((ranges, number))
            case .everywhere: others.append(number)
            }
        }
        self.byList = byList
        self.narrow = PixelTable(narrow, order: AreaReach.narrowOrder)
        self.wide = PixelTable(wide, order: AreaReach.wideOrder)
        flat = FlatRules(others, rules: rules, limits: limits)
    }

    /// The matches of an anomaly, in the order of the rules.
    func matches(_ subject: MatchSubject, watchlists: WatchlistIndex) -> [Match] {
        // A stream that no rule names has no bit.
        let asked = RuleLimits.Values(subject, streamBit: streamBits[subject.stream] ?? 0)
        var candidates = RuleSet(count: rules.count)
        flat.candidates(asked, subject.facts, into: &candidates)
        for table in [narrow, wide] {
            for rule in table.rules(at: subject.place) where limits[Int(rule)].admit(asked, subject.facts) {
                candidates.insert(Int(rule))
            }
        }
        let finds = self.finds(subject, asked, watchlists, into: &candidates)
        var matches: [Match] = []
        candidates.forEach { index in
            if let match = rules[index].match(subject, finds: finds) { matches.append(match) }
        }
        return matches
    }

    private func finds(
        _ subject: MatchSubject, _ asked: RuleLimits.Values, _ watchlists: WatchlistIndex,
        into candidates: inout RuleSet
    ) -> [WatchlistFind] {
        guard !byList.isEmpty else { return [] }
        let byList = byList
        let finds = watchlists.finds(at: subject.place.direction) { byList[$0.number] != nil }
        for find in finds {
            for rule in byList[find.list.number] ?? [] where limits[Int(rule)].admit(asked, subject.facts) {
                candidates.insert(Int(rule))
            }
        }
        return finds
    }
}

/// Some of the rules, a bit each.
struct RuleSet {
    private var words: [UInt64]

    init(count: Int) { words = Array(repeating: 0, count: (count + 63) / 64) }

    @inline(__always)
    mutating func insert(_ index: Int) { words[index >> 6] |= 1 << UInt64(index & 63) }

    /// Calls for each in ascending order.
    func forEach(_ call: (Int) -> Void) {
        for (place, word) in words.enumerated() {
            var rest = word
            while rest != 0 {
                call(place << 6 + rest.trailingZeroBitCount)
                rest &= rest &- 1
            }
        }
    }
}
