/// What an anomaly must have for a condition to hold: a number within bounds.
///
/// It is necessary, not enough: whoever judges many conditions looks only at those whose guards an anomaly passes.
public struct NumberGuard: Sendable, Equatable {
    /// The number's slot in the layout.
    public let slot: Int
    /// The number is this or more; −∞ where there is no bound.
    public let lowest: Double
    /// The number is this or less; ∞ where there is no bound.
    public let highest: Double

    /// Whether a number is within the bounds; NaN, which is missing, is not.
    @inlinable
    public func admits(_ value: Double) -> Bool { lowest <= value && value <= highest }
}

/// What an anomaly must have for a condition to hold: one of some texts.
public struct TextGuard: Sendable, Equatable {
    /// The text's slot in the layout.
    public let slot: Int
    /// The texts, in order.
    public let values: [String]
    /// Their numbers in the layout, as `Facts.textNumber` gives them, in ascending order.
    public let numbers: [Int]
}

/// The bounds and texts that an expression needs, by field.
struct Necessities {
    /// Bounds of a number, both within; none of NaN.
    struct Bounds {
        var lowest: Double
        var highest: Double
    }

    var numbers: [Field: Bounds] = [:]
    var texts: [Field: Set<String>] = [:]

    /// What must be there for an expression, or for its opposite, to be true.
    static func of(_ expression: TruthExpression, negated: Bool = false) -> Necessities {
        var needs = Necessities()
        switch expression {
        case .not(let part): return of(part, negated: !negated)
        case .and(let parts), .or(let parts):
            let partNeeds = parts.map { of($0, negated: negated) }
            let areAllNeeded = if case .and = expression { !negated } else { negated }
            return areAllNeeded ? allOf(partNeeds) : oneOf(partNeeds)
        case .field(let field):
            let value: Double = negated ? 0 : 1
            needs.numbers[field] = Bounds(lowest: value, highest: value)
        case .numberAmong(.field(let field), let values) where !negated:
            if let lowest = values.first, let highest = values.last {
                needs.numbers[field] = Bounds(lowest: lowest, highest: highest)
            }
        case .numbers, .between:
            if let (field, range) = NumberRange.of(expression, negated: negated), range.isInside {
                needs.numbers[field] = Bounds(lowest: range.lowest, highest: range.highest)
            }
        case .textsEqual(.field(let field), .constant(let text)) where !negated,
            .textsEqual(.constant(let text), .field(let field)) where !negated:
            needs.texts[field] = [text]
        case .textAmong(let field, let values) where !negated: needs.texts[field] = Set(values)
        case .constant, .numberAmong, .textsEqual, .textAmong, .like, .numberMissing, .textMissing: break
        }
        return needs
    }

    private static func allOf(_ parts: [Necessities]) -> Necessities {
        parts.reduce(into: Necessities()) { all, part in
            all.numbers.merge(part.numbers) {
                Bounds(lowest: max($0.lowest, $1.lowest), highest: min($0.highest, $1.highest))
            }
            all.texts.merge(part.texts) { $0.intersection($1) }
        }
    }

    private static func oneOf(_ parts: [Necessities]) -> Necessities {
        guard let first = parts.first else { return Necessities() }
        return parts.dropFirst().reduce(first) { common, part in
            var both = Necessities()
            for (field, bounds) in common.numbers {
                guard let other = part.numbers[field] else { continue }
                both.numbers[field] = Bounds(
                    lowest: min(bounds.lowest, other.lowest), highest: max(bounds.highest, other.highest))
            }
            for (field, texts) in common.texts {
                if let others = part.texts[field] { both.texts[field] = texts.union(others) }
            }
            return both
        }
    }
}
