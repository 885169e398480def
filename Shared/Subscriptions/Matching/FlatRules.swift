/// Rules without a narrower way to them, asked eight at a time.
///
/// They stand in groups: those whose condition needs one of some texts under each of these texts, the others by the number that their
/// condition bounds, so that all of a group are compared with the same number.
struct FlatRules: Sendable {
    /// Rules whose condition needs no text.
    private let numbers: FlatNumbers
    /// For each slot of texts that conditions need the rules by the text's number.
    private let texts: [(slot: Int, groups: [Int: FlatNumbers])]

    init(_ numbers: [Int32], rules: [MatchRule], limits: [RuleLimits]) {
        var byText: [Int: [Int: [Int32]]] = [:]
        var others: [Int32] = []
        for number in numbers {
            let guards = rules[Int(number)].condition?.textGuards ?? []
            if let texts = guards.min(by: { $0.numbers.count < $1.numbers.count }),
                texts.numbers.count <= Self.mostTexts
            {
                for text in texts.numbers { byText[texts.slot, default: [:]][text, default: []].append(number) }
            } else {
                others.append(number)
            }
        }
        texts = byText.sorted { $0.key < $1.key }.map { slot, groups in
            (slot, groups.mapValues { FlatNumbers($0, limits) })
        }
        self.numbers = FlatNumbers(others, limits)
    }

    /// A rule stands once under each of its texts, up to so many.
    private static let mostTexts = 16

    /// Adds the rules that may hold.
    func candidates(_ values: RuleLimits.Values, _ facts: Facts, into candidates: inout RuleSet) {
        numbers.candidates(values, facts, into: &candidates)
        for (slot, groups) in texts {
            groups[facts.textNumber(slot)]?.candidates(values, facts, into: &candidates)
        }
    }
}

/// Rules by the number that their condition bounds.
struct FlatNumbers: Sendable {
    private let bounded: [(slot: Int, group: RuleGroup)]
    /// Those whose condition bounds none.
    private let unbounded: RuleGroup

    init(_ numbers: [Int32], _ limits: [RuleLimits]) {
        let bySlot = Dictionary(grouping: numbers) { limits[Int($0)].slot }
        bounded = bySlot.filter { $0.key >= 0 }.sorted { $0.key < $1.key }.map { slot, numbers in
            (Int(slot), RuleGroup(numbers, limits))
        }
        unbounded = RuleGroup(bySlot[-1] ?? [], limits)
    }

    func candidates(_ values: RuleLimits.Values, _ facts: Facts, into candidates: inout RuleSet) {
        unbounded.candidates(values, 0, into: &candidates)
        for (slot, group) in bounded {
            let value = Float(facts.number(slot))
            if !value.isNaN { group.candidates(values, value, into: &candidates) }
        }
    }
}

/// Limits of rules in lanes of eight.
struct RuleGroup: Sendable {
    private struct Eight {
        var tailProbability = SIMD8<Float>(repeating: -.infinity)
        var score = SIMD8<Float>(repeating: .infinity)
        var lowest = SIMD8<Float>(repeating: .infinity)
        var highest = SIMD8<Float>(repeating: -.infinity)
        var streams = SIMD8<UInt32>(repeating: 0)
        var rules = SIMD8<Int32>(repeating: 0)
    }

    private let eights: [Eight]

    init(_ numbers: [Int32], _ limits: [RuleLimits]) {
        var eights: [Eight] = []
        for (place, number) in numbers.enumerated() {
            // What is left of the last eight holds for nothing.
            if place % 8 == 0 { eights.append(Eight()) }
            let limit = limits[Int(number)]
            let lane = place % 8
            eights[place / 8].tailProbability[lane] = limit.tailProbability
            eights[place / 8].score[lane] = limit.score
            eights[place / 8].lowest[lane] = limit.lowest
            eights[place / 8].highest[lane] = limit.highest
            eights[place / 8].streams[lane] = limit.streams
            eights[place / 8].rules[lane] = number
        }
        self.eights = eights
    }

    /// Adds the rules that may hold; the value is the number that their conditions bound.
    func candidates(_ values: RuleLimits.Values, _ value: Float, into candidates: inout RuleSet) {
        // A stream that no rule names has none of the 32 bits; rules of every stream are told by all of them.
        let stream = SIMD8<UInt32>(repeating: values.stream)
        let all = SIMD8<UInt32>(repeating: .max)
        let bits = SIMD8<Int32>(1, 2, 4, 8, 16, 32, 64, 128)
        for eight in eights {
            let isHeld =
                (eight.tailProbability .>= values.tailProbability) .& (eight.score .<= values.score)
                .& (eight.lowest .<= value) .& (eight.highest .>= value)
            let isHeard = ((eight.streams & stream) .!= 0) .| (eight.streams .== all)
            // Masks of floats and of whole numbers are of one kind.
            let both = isHeld .& isHeard
            var rest = SIMD8<Int32>(repeating: 0).replacing(with: bits, where: both).wrappedSum()
            while rest != 0 {
                candidates.insert(Int(eight.rules[rest.trailingZeroBitCount]))
                rest &= rest &- 1
            }
        }
    }
}
