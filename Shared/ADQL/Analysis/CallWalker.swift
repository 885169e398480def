/// Finds the calls of user functions in a query.
struct CallWalker {
    private(set) var calls: [Identifier] = []

    mutating func walk(_ query: Query) {
        for table in query.commonTables { walk(table.query) }
        walk(query.body)
    }

    private mutating func walk(_ expression: SelectExpression) {
        walk(expression.body)
        for term in expression.orderBy { walk(term.key) }
    }

    private mutating func walk(_ body: SetExpression) {
        switch body {
        case .select(let select):
            for case .value(let value, _) in select.items { walk(value) }
            for table in select.from { walk(table) }
            if let condition = select.condition { walk(condition) }
            for term in select.groupBy { walk(term) }
            if let having = select.having { walk(having) }
        case .parenthesized(let inner): walk(inner)
        case .operation(_, _, let left, let right, _):
            walk(left)
            walk(right)
        }
    }

    private mutating func walk(_ table: TableReference) {
        switch table {
        case .table: return
        case .subquery(let query, _): walk(query)
        case .parenthesized(let inner, _): walk(inner)
        case .join(let join):
            walk(join.left)
            walk(join.right)
            if case .on(let condition) = join.specification { walk(condition) }
        }
    }

    private mutating func walk(_ condition: Condition) {
        switch condition.kind {
        case .and(let parts), .or(let parts): for part in parts { walk(part) }
        case .not(let inner), .parenthesized(let inner): walk(inner)
        case .comparison(_, let left, let right): walk([left, right])
        case .between(let value, let low, let high, _): walk([value, low, high])
        case .inList(let value, let values, _): walk([value] + values)
        case .inQuery(let value, let query, _):
            walk(value)
            walk(query)
        case .like(let value, let pattern, _, _): walk([value, pattern])
        case .isNull(let value, _): walk(value)
        case .exists(let query): walk(query)
        }
    }

    private mutating func walk(_ values: [Expression]) { for value in values { walk(value) } }

    private mutating func walk(_ value: Expression) {
        switch value.kind {
        case .null, .integer, .real, .text, .column: return
        case .parenthesized(let inner), .sign(_, let inner), .cast(let inner, _), .inUnit(let inner, _, _): walk(inner)
        case .arithmetic(_, let left, let right), .concatenation(let left, let right): walk([left, right])
        case .function(_, let values), .coalesce(let values): walk(values)
        case .shape(let shape): walk(shape.arguments)
        case .userFunction(let name, let values):
            calls.append(name)
            walk(values)
        case .aggregate(_, _, let argument): if let argument { walk(argument) }
        }
    }
}
