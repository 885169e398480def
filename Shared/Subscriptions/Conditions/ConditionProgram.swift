/// A condition compiled for a layout of facts.
///
/// It is a row of small steps that each say where to go on. There is no third truth value in it: `not` is moved down to
/// the comparisons when it is compiled, where a comparison and its opposite both fail for a missing value; so "true" is
/// told from "false or unknown" exactly, by tests of two outcomes.
public struct ConditionProgram: Sendable {
    /// Bounds that numbers have to keep for it to hold, one a slot.
    public let numberGuards: [NumberGuard]
    /// Texts of which one has to be there for it to hold, one list a slot.
    public let textGuards: [TextGuard]

    let steps: [ConditionStep]
    /// The first step, or `ConditionStep.holds` or `.fails`.
    let entry: Int32
    let lists: [[Double]]
    let textLists: [[Int32]]
    let patterns: [GlobPattern]
    /// The most numbers on the stack.
    let stackDepth: Int
    /// How far the layout had grown with this program.
    private let growth: Int
    private let numberSlots: Int
    private let textSlots: Int
    private let shown: [(field: Field, slot: Int)]

    /// Compiles a condition; the layout gets the fields and texts that it asks about.
    public init(_ condition: Condition, layout: inout FactLayout) {
        var compiler = ConditionCompiler(layout: layout)
        entry = compiler.compile(condition.expression)
        steps = compiler.steps
        lists = compiler.lists
        textLists = compiler.textLists
        patterns = compiler.patterns
        stackDepth = compiler.stackDepth
        let necessities = Necessities.of(condition.expression)
        numberGuards = necessities.numbers.map { field, bounds in
            NumberGuard(slot: compiler.layout.slot(of: field), lowest: bounds.lowest, highest: bounds.highest)
        }.sorted { $0.slot < $1.slot }
        textGuards = necessities.texts.map { field, texts in
            TextGuard(
                slot: compiler.layout.slot(of: field), values: texts.sorted(),
                numbers: texts.map { Int(compiler.layout.number(ofText: $0)) }.sorted())
        }.sorted { $0.slot < $1.slot }
        shown = condition.orderedFields.map { ($0, compiler.layout.slot(of: $0)) }
        layout = compiler.layout
        growth = layout.growth
        numberSlots = layout.numberFields.count
        textSlots = layout.textFields.count
    }

    /// Whether the condition is true for an anomaly; false where it is false or unknown.
    ///
    /// The facts are of the same layout, as it was when the program had been compiled or later; older ones do not say
    /// what the program asks, and nothing holds for them.
    ///
    /// - Complexity: at most one visit to each step; nothing is allocated.
    public func holds(_ facts: Facts) -> Bool {
        guard facts.growth >= growth, facts.numbers.count >= numberSlots, facts.texts.count >= textSlots else {
            return false
        }
        guard entry >= 0 else { return entry == ConditionStep.holds }
        return withUnsafeTemporaryAllocation(of: Double.self, capacity: max(1, stackDepth)) { run(facts, stack: $0) }
    }

    /// The fields that the condition asks about with an anomaly's values, one line: "magnitude 18.3, band “g”".
    public func values(in facts: Facts) -> String {
        shown.map { field, slot in
            switch field.type {
            case .text:
                "\(field.name) " + (facts.text(slot).isEmpty ? "missing" : Field.quoted(facts.text(slot)))
            case .truth: "\(field.name) \(facts.number(slot) == 1)"
            case .number: "\(field.name) " + Self.shown(facts.number(slot), field)
            }
        }.joined(separator: ", ")
    }

    /// A number as people write it: single precision in its own digits.
    private static func shown(_ value: Double, _ field: Field) -> String {
        if value.isNaN { return "missing" }
        let text = field.isSinglePrecision ? "\(Float(value))" : "\(value)"
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
}
