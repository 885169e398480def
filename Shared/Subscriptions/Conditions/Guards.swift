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
struct Necessities: Equatable {
    /// Bounds of a number, both within; none of NaN.
    struct Bounds: Equatable {
        var lowest: Double
        var highest: Double
    }

    var numbers: [Field: Bounds] = [:]
    var texts: [Field: Set<String>] = [:]

    /// What must be there for an expression, or for its opposite, to be true.
    init(of expression: TruthExpression, negated: Bool = false) {
        switch expression {
        case .not(let part): self.init(of: part, negated: !negated)
        case .and(let parts):
            let needs = parts.map { Self(of: $0, negated: negated) }
            self = negated ? Self(oneOf: needs) : Self(allOf: needs)
        case .or(let parts):
            let needs = parts.map { Self(of: $0, negated: negated) }
            self = negated ? Self(allOf: needs) : Self(oneOf: needs)
        case .field(let field):
            let value: Double = negated ? 0 : 1
            numbers[field] = Bounds(lowest: value, highest: value)
        case .numberAmong(.field(let field), let values) where !negated:
            if let lowest = values.first, let highest = values.last {
                numbers[field] = Bounds(lowest: lowest, highest: highest)
            }
        case .numbers, .between:
            if let (field, range) = NumberRange.of(expression, negated: negated), range.isInside {
                numbers[field] = Bounds(lowest: range.lowest, highest: range.highest)
            }
        case .textsEqual(.field(let field), .constant(let text)) where !negated,
            .textsEqual(.constant(let text), .field(let field)) where !negated:
            texts[field] = [text]
        case .textAmong(let field, let values) where !negated: texts[field] = Set(values)
        case .constant, .numberAmong, .textsEqual, .textAmong, .like, .numberMissing, .textMissing: break
        }
    }

    private init(allOf parts: [Necessities]) {
        for part in parts {
            numbers.merge(part.numbers) {
                Bounds(lowest: max($0.lowest, $1.lowest), highest: min($0.highest, $1.highest))
            }
            texts.merge(part.texts) { $0.intersection($1) }
        }
    }

    private init(oneOf parts: [Necessities]) {
        guard var common = parts.first else { return }
        for part in parts.dropFirst() {
            common.numbers = common.numbers.reduce(into: [:]) { result, entry in
                guard let other = part.numbers[entry.key] else { return }
                result[entry.key] = Bounds(
                    lowest: min(entry.value.lowest, other.lowest), highest: max(entry.value.highest, other.highest))
            }
            common.texts = common.texts.reduce(into: [:]) { result, entry in
                if let other = part.texts[entry.key] { result[entry.key] = entry.value.union(other) }
            }
        }
        self = common
    }
}
