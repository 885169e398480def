/// The rule of GROUP BY: what is no key may stand only in an aggregate.
struct Grouping {
    let keys: [Value]
    /// The tables that are grouped; columns of others are constants here.
    let aliases: Set<String>

    func check(_ value: Value) throws(ADQLError) {
        if keys.contains(value) { return }
        switch value.kind {
        case .aggregate: return
        case .userFunction(let identity, _) where identity.isAggregate: return
        case .column(let alias, let name):
            guard aliases.contains(alias) else { return }
            throw ADQLError(
                .type, at: value.position, "\(name) must stand in GROUP BY or in an aggregate, such as MIN(\(name))")
        default:
            for child in value.children { try check(child) }
        }
    }

    func check(_ predicate: Predicate) throws(ADQLError) {
        for value in predicate.values { try check(value) }
        for inner in predicate.parts { try check(inner) }
    }
}

extension Value {
    /// The values it is made of.
    var children: [Value] {
        switch kind {
        case .null, .literal, .column: []
        case .negated(let value), .cast(let value, _), .scaled(let value, _), .region(let value): [value]
        case .arithmetic(_, let left, let right), .concatenation(let left, let right), .point(let left, let right),
            .circle(let left, let right):
            [left, right]
        case .box(let centre, let width, let height): [centre, width, height]
        case .function(_, let values), .userFunction(_, let values), .coalesce(let values), .polygon(let values): values
        case .aggregate(_, _, let value): value.map { [$0] } ?? []
        }
    }

    /// Whether an aggregate stands in it.
    var hasAggregate: Bool {
        switch kind {
        case .aggregate: true
        case .userFunction(let identity, _) where identity.isAggregate: true
        default: children.contains { $0.hasAggregate }
        }
    }

    /// Whether a column of one of these tables stands in it; of any table without a list.
    func dependsOn(_ aliases: Set<String>?) -> Bool {
        if case .column(let alias, _) = kind { return aliases?.contains(alias) ?? true }
        return children.contains { $0.dependsOn(aliases) }
    }
}

extension Predicate {
    /// The values that stand in it directly; those of sub-queries are their own business.
    var values: [Value] {
        switch self {
        case .all, .any, .not, .exists, .sky: []
        case .comparison(_, let left, let right): [left, right]
        case .between(let value, let low, let high, _): [value, low, high]
        case .inList(let value, let values, _): [value] + values
        case .inQuery(let value, _, _), .isNull(let value, _): [value]
        case .like(let value, let pattern, _, _): [value, pattern]
        }
    }

    /// The conditions it is made of.
    var parts: [Predicate] {
        switch self {
        case .all(let parts), .any(let parts): parts
        case .not(let part): [part]
        default: []
        }
    }
}
