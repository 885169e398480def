/// Makes steps of a checked expression, from the last to the first: where a step goes on is then known when it is made.
struct ConditionCompiler {
    var layout: FactLayout
    private(set) var lists: [[Double]] = []
    private(set) var textLists: [[Int32]] = []
    private(set) var patterns: [GlobPattern] = []
    /// The most numbers on the stack at any time.
    private(set) var stackDepth = 0
    /// Last step first, with places counted from the last.
    private var reversed: [ConditionStep] = []

    init(layout: FactLayout) { self.layout = layout }

    /// The steps in order, with places counted from the first.
    var steps: [ConditionStep] {
        reversed.reversed().map { step in
            ConditionStep(
                operation: step.operation, whenTrue: inOrder(step.whenTrue), whenFalse: inOrder(step.whenFalse))
        }
    }

    /// Makes the steps; the place of the first.
    mutating func compile(_ expression: TruthExpression) -> Int32 {
        let entry = truth(expression, negated: false, yes: ConditionStep.holds, no: ConditionStep.fails)
        return inOrder(entry)
    }

    private func inOrder(_ place: Int32) -> Int32 { place < 0 ? place : Int32(reversed.count) - 1 - place }

    /// Steps that go to `yes` where the expression, or its opposite, is true, else to `no`.
    private mutating func truth(_ expression: TruthExpression, negated: Bool, yes: Int32, no: Int32) -> Int32 {
        if let (field, range) = NumberRange.of(expression, negated: negated) {
            let slot = slot(field)
            let test: ConditionStep.Operation =
                range.isInside
                ? .inRange(slot: slot, lowest: range.lowest, highest: range.highest)
                : .outsideRange(slot: slot, lowest: range.lowest, highest: range.highest)
            return add(test, yes, no)
        }
        switch expression {
        case .constant(let value): return value == negated ? no : yes
        case .field(let field):
            let wanted: Double = negated ? 0 : 1
            return add(.inRange(slot: slot(field), lowest: wanted, highest: wanted), yes, no)
        case .not(let part): return truth(part, negated: !negated, yes: yes, no: no)
        case .and(let parts) where !negated, .or(let parts) where negated:
            return parts.reversed().reduce(yes) { truth($1, negated: negated, yes: $0, no: no) }
        case .and(let parts), .or(let parts):
            return parts.reversed().reduce(no) { truth($1, negated: negated, yes: yes, no: $0) }
        case .numbers(let comparison, let left, let right):
            return compare(negated ? comparison.opposite : comparison, left, right, yes, no)
        case .between(let value, let lowest, let highest):
            let bounds: [TruthExpression] = [
                .numbers(.greaterOrEqual, value, lowest), .numbers(.lessOrEqual, value, highest),
            ]
            return truth(.and(bounds), negated: negated, yes: yes, no: no)
        case .numberAmong(.field(let field), let values):
            let (slot, list) = (slot(field), self.list(values))
            return add(negated ? .notAmong(slot: slot, list: list) : .among(slot: slot, list: list), yes, no)
        case .numberAmong(let value, let values):
            let list = list(values)
            return computed(value, add(negated ? .topNotAmong(list: list) : .topAmong(list: list), yes, no))
        case .numberMissing(.field(let field)):
            let slot = slot(field)
            return add(negated ? .present(slot: slot) : .missing(slot: slot), yes, no)
        case .numberMissing(let value): return computed(value, add(negated ? .topPresent : .topMissing, yes, no))
        case .textsEqual, .textAmong, .like, .textMissing: return texts(expression, negated: negated, yes, no)
        }
    }

    /// A test of texts.
    private mutating func texts(_ expression: TruthExpression, negated: Bool, _ yes: Int32, _ no: Int32) -> Int32 {
        switch expression {
        case .textsEqual(.field(let field), .constant(let text)), .textsEqual(.constant(let text), .field(let field)):
            let (slot, number) = (slot(field), layout.number(ofText: text))
            return add(
                negated ? .isOtherText(slot: slot, number: number) : .isText(slot: slot, number: number), yes, no)
        case .textsEqual(.field(let field), .field(let second)):
            let (slot, other) = (slot(field), slot(second))
            return add(
                negated ? .differentTexts(slot: slot, other: other) : .sameTexts(slot: slot, other: other), yes, no)
        case .textAmong(let field, let texts):
            let slot = slot(field)
            textLists.append(texts.map { layout.number(ofText: $0) }.sorted())
            let list = Int32(textLists.count - 1)
            return add(negated ? .notAmongTexts(slot: slot, list: list) : .amongTexts(slot: slot, list: list), yes, no)
        case .like(let field, let glob):
            let slot = slot(field)
            patterns.append(glob)
            let pattern = Int32(patterns.count - 1)
            return add(negated ? .notLike(slot: slot, pattern: pattern) : .like(slot: slot, pattern: pattern), yes, no)
        case .textMissing(let field):
            let slot = slot(field)
            return add(negated ? .textPresent(slot: slot) : .textMissing(slot: slot), yes, no)
        default: return no
        }
    }

    /// A comparison of numbers that is none of a field with a constant.
    private mutating func compare(
        _ comparison: Comparison, _ left: NumberExpression, _ right: NumberExpression, _ yes: Int32, _ no: Int32
    ) -> Int32 {
        switch (left, right) {
        case (.constant(let one), .constant(let other)): return comparison.holds(one, other) ? yes : no
        case (.constant(let limit), let value):
            return compare(comparison.mirrored, value, .constant(limit), yes, no)
        case (let value, .constant(let limit)):
            let range = NumberRange(comparison, limit)
            let test: ConditionStep.Operation =
                range.isInside
                ? .topInRange(lowest: range.lowest, highest: range.highest)
                : .topOutsideRange(lowest: range.lowest, highest: range.highest)
            return computed(value, add(test, yes, no))
        default:
            let test = add(.compare(comparison), yes, no)
            return computed(left, computed(right, test, depth: 1))
        }
    }

    /// Steps that put a number on the stack, on which there are `depth` already, and then go to `next`.
    private mutating func computed(_ expression: NumberExpression, _ next: Int32, depth: Int = 0) -> Int32 {
        stackDepth = max(stackDepth, depth + 1)
        switch expression {
        case .constant(let value): return add(.pushConstant(value), next, next)
        case .field(let field): return add(.push(slot: slot(field)), next, next)
        case .negated(let part): return computed(part, add(.negate, next, next), depth: depth)
        case .arithmetic(let operation, let left, let right):
            let last = add(.arithmetic(operation), next, next)
            return computed(left, computed(right, last, depth: depth + 1), depth: depth)
        case .function(let function, let arguments):
            guard function.takesSeveral else {
                let last = add(.function(function), next, next)
                return arguments.reduce(last) { computed($1, $0, depth: depth) }
            }
            var entry = next
            for (place, argument) in arguments.enumerated().reversed() {
                if place > 0 { entry = add(.functionOfTwo(function), entry, entry) }
                entry = computed(argument, entry, depth: depth + min(place, 1))
            }
            return entry
        }
    }

    private mutating func list(_ values: [Double]) -> Int32 {
        lists.append(values)
        return Int32(lists.count - 1)
    }

    private mutating func slot(_ field: Field) -> Int32 { Int32(layout.slot(of: field)) }

    private mutating func add(_ operation: ConditionStep.Operation, _ yes: Int32, _ no: Int32) -> Int32 {
        reversed.append(ConditionStep(operation: operation, whenTrue: yes, whenFalse: no))
        return Int32(reversed.count - 1)
    }
}
