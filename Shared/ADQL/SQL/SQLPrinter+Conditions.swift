import Tables

extension SQLPrinter {
    /// A condition, in parentheses.
    mutating func predicate(_ predicate: Predicate) {
        switch predicate {
        case .all(let parts): chain(ArraySlice(parts.filter { isPrintable($0) }), " AND ")
        case .any(let parts): chain(ArraySlice(parts), " OR ")
        case .not(let inner):
            put("(NOT ")
            self.predicate(inner)
            put(")")
        case .comparison(let comparison, let left, let right): self.comparison(comparison, left, right)
        case .between(let value, let low, let high, let isNegated):
            put("(")
            bytewise(value)
            put(isNegated ? " NOT BETWEEN " : " BETWEEN ")
            operand(low, beside: value)
            put(" AND ")
            operand(high, beside: value)
            put(")")
        case .inList(let value, let values, let isNegated):
            put("(")
            self.value(value)
            put(isNegated ? " NOT IN (" : " IN (")
            list(values) { $0.value($1) }
            put("))")
        case .inQuery(let value, let rows, let isNegated):
            put("(")
            self.value(value)
            put(isNegated ? " NOT IN (" : " IN (")
            self.rows(rows)
            put("))")
        case .like(let value, let pattern, let ignoresCase, let isNegated):
            put("(")
            like(value, pattern, ignoresCase: ignoresCase, isNegated: isNegated)
            put(")")
        case .isNull(let value, let isNegated):
            put("(")
            self.value(value)
            put(isNegated ? " IS NOT NULL)" : " IS NULL)")
        case .exists(let rows):
            put("EXISTS (")
            self.rows(rows)
            put(")")
        case .sky(let search): sky(search)
        }
    }

    /// Conditions in a balanced tree: engines bound how deep an expression may be, not how long.
    private mutating func chain(_ parts: ArraySlice<Predicate>, _ word: String) {
        guard let first = parts.first else { return put("1 = 1") }
        guard parts.count > 1 else { return predicate(first) }
        put("(")
        if parts.count <= 32 {
            for (index, part) in parts.enumerated() {
                if index > 0 { put(word) }
                predicate(part)
            }
        } else {
            let middle = parts.startIndex + parts.count / 2
            chain(parts[..<middle], word)
            put(word)
            chain(parts[middle...], word)
        }
        put(")")
    }

    private mutating func comparison(_ comparison: ComparisonOperator, _ left: Value, _ right: Value) {
        put("(")
        // Equal is equal in every order of texts; without COLLATE any index can answer it.
        if left.type == .text, comparison != .equal, comparison != .notEqual {
            bytewise(left)
        } else {
            operand(left, beside: right)
        }
        put(" \(comparison.rawValue) ")
        operand(right, beside: left)
        put(")")
    }

    /// A value to compare; a whole number beside another as a double, which the index of a column of any type takes.
    private mutating func operand(_ value: Value, beside other: Value) {
        if case .literal(.integer) = value.kind, other.type == .plain(.float32) || other.type == .plain(.float64) {
            double(value)
        } else {
            self.value(value)
        }
    }

    mutating func like(_ value: Value, _ pattern: Value, ignoresCase: Bool, isNegated: Bool) {
        let word = isNegated ? " NOT LIKE " : " LIKE "
        if ignoresCase {
            call("LOWER") { $0.bytewise(value) }
            put(word)
            call("LOWER") { $0.bytewise(pattern) }
        } else {
            self.value(value)
            put(word)
            self.value(pattern)
        }
        // A backslash is a character like others.
        if isPostgres { put(" ESCAPE ''") }
    }
}
