/// Looks through a table for values that probably stand for null: well-known ones far outside all others.
///
/// ```swift
/// var survey = SentinelSurvey(columns: source.columns)
/// while let batch = try source.next(maximumRows: 10_000) { survey.add(batch) }
/// for suggestion in survey.suggestions { print(suggestion) }
/// ```
public struct SentinelSurvey: Sendable {
    /// A value that probably stands for null.
    public struct Suggestion: Sendable, Equatable, CustomStringConvertible {
        /// Name of the column.
        public var column: String
        /// The value.
        public var value: Double
        /// How many times it is there.
        public var count: Int
        /// The smallest of the others.
        public var smallestOther: Double
        /// The largest of the others.
        public var largestOther: Double

        /// One line for people.
        public var description: String {
            "\(column): \(count) times \(value), where all others are from \(smallestOther) to \(largestOther)"
        }

        /// The rule that it suggests.
        public var rule: SentinelRule { SentinelRule(value, columns: [column]) }
    }

    /// Values that surveys write where they have none.
    public static let candidates: [Double] = [
        -1, -9, 9, -99, 99, 99.9, 99.99, 99.999, -99.9, -99.99, -999, 999, 999.9, 999.99, -999.9, -999.99, -9999, 9999,
        9999.99, -99_999, 99_999,
        -999_999, 999_999, 32_767, -32_768, 2_147_483_647, -2_147_483_648, 1e20, -1e20, 1e30, -1e30, -1.6375e30,
        9.969209968386869e36,
    ]

    private struct Facts {
        var counts = [Int](repeating: 0, count: SentinelSurvey.candidates.count)
        var smallest = Double.infinity
        var largest = -Double.infinity
    }

    private let columns: [Column]
    private var facts: [Facts]

    /// A survey of a table with these columns.
    public init(columns: [Column]) {
        self.columns = columns
        facts = Array(repeating: Facts(), count: columns.count)
    }

    /// Looks at some rows.
    public mutating func add(_ batch: ColumnBatch) {
        for (index, values) in batch.columns.enumerated() where index < facts.count {
            switch values.storage {
            case .int16(let numbers): add(index, numbers, values.nulls) { Double($0) }
            case .int32(let numbers): add(index, numbers, values.nulls) { Double($0) }
            case .int64(let numbers): add(index, numbers, values.nulls) { Double($0) }
            case .float32(let numbers): add(index, numbers, values.nulls) { Double($0) }
            case .float64(let numbers): add(index, numbers, values.nulls) { $0 }
            case .boolean, .uint8, .text: break
            }
        }
    }

    private mutating func add<Number>(
        _ index: Int, _ numbers: [Number], _ nulls: NullMask, _ wide: (Number) -> Double
    ) {
        let isFloat = columns[index].type == .float32
        let known = isFloat ? Self.candidates.map { Double(Float($0)) } : Self.candidates
        var facts = facts[index]
        for row in numbers.indices where !nulls.contains(row) {
            let value = wide(numbers[row])
            guard value.isFinite else { continue }
            if let candidate = known.firstIndex(of: value) {
                facts.counts[candidate] += 1
            } else {
                facts.smallest = min(facts.smallest, value)
                facts.largest = max(facts.largest, value)
            }
        }
        self.facts[index] = facts
    }

    /// What was found: values farther from the others than half of what those span or reach.
    public var suggestions: [Suggestion] {
        zip(columns, facts).flatMap { column, facts -> [Suggestion] in
            guard facts.smallest <= facts.largest else { return [] }
            let spread = max(facts.largest - facts.smallest, abs(facts.largest), abs(facts.smallest)) / 2
            return zip(Self.candidates, facts.counts).compactMap { value, count in
                let distance = max(value - facts.largest, facts.smallest - value)
                // A −1 beside small numbers is one of them.
                guard count > 0, distance > spread, distance > 5 else { return nil }
                return Suggestion(
                    column: column.name, value: value, count: count, smallestOther: facts.smallest,
                    largestOther: facts.largest)
            }
        }
    }
}
