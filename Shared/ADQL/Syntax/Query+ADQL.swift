/// Writes a query back as ADQL: one spelling for each tree, so that what is read from it is the same tree.
struct ADQLWriter {
    private(set) var text = ""

    mutating func write(_ query: Query) {
        if !query.commonTables.isEmpty {
            text += "WITH "
            list(query.commonTables) { writer, table in
                writer.text += "\(table.name.adql) AS ("
                writer.write(table.query)
                writer.text += ")"
            }
            text += " "
        }
        write(query.body)
    }

    private mutating func list<Element>(_ elements: [Element], _ body: (inout ADQLWriter, Element) -> Void) {
        for (index, element) in elements.enumerated() {
            if index > 0 { text += ", " }
            body(&self, element)
        }
    }

    private mutating func write(_ expression: SelectExpression) {
        write(expression.body)
        if !expression.orderBy.isEmpty {
            text += " ORDER BY "
            list(expression.orderBy) { writer, term in
                writer.write(term.key)
                if let direction = term.direction { writer.text += " \(direction.rawValue)" }
            }
        }
        if let offset = expression.offset { text += " OFFSET \(offset)" }
    }

    private mutating func write(_ body: SetExpression) {
        switch body {
        case .select(let select): write(select)
        case .parenthesized(let inner): parenthesized { $0.write(inner) }
        case .operation(let kind, let all, let left, let right, _):
            write(left)
            text += " \(kind.rawValue)\(all ? " ALL" : "") "
            write(right)
        }
    }

    private mutating func parenthesized(_ body: (inout ADQLWriter) -> Void) {
        text += "("
        body(&self)
        text += ")"
    }

    private mutating func write(_ select: Select) {
        text += "SELECT "
        if let quantifier = select.quantifier { text += "\(quantifier.rawValue) " }
        if let top = select.top { text += "TOP \(top) " }
        list(select.items) { writer, item in
            switch item {
            case .everything: writer.text += "*"
            case .everythingOf(let table): writer.text += "\(table.adql).*"
            case .value(let value, let name):
                writer.write(value)
                if let name { writer.text += " AS \(name.adql)" }
            }
        }
        text += " FROM "
        list(select.from) { $0.write($1) }
        if let condition = select.condition {
            text += " WHERE "
            write(condition)
        }
        if !select.groupBy.isEmpty {
            text += " GROUP BY "
            list(select.groupBy) { $0.write($1) }
        }
        if let having = select.having {
            text += " HAVING "
            write(having)
        }
    }

    private mutating func write(_ table: TableReference) {
        switch table {
        case .table(let name, let alias):
            text += name.adql
            writeAlias(alias)
        case .subquery(let query, let alias):
            parenthesized { $0.write(query) }
            writeAlias(alias)
        case .parenthesized(let inner, let alias):
            parenthesized { $0.write(inner) }
            writeAlias(alias)
        case .join(let join):
            write(join.left)
            if join.isNatural { text += " NATURAL" }
            if let kind = join.kind { text += " \(kind.rawValue)" }
            text += " JOIN "
            write(join.right)
            switch join.specification {
            case .on(let condition):
                text += " ON "
                write(condition)
            case .using(let names):
                text += " USING (\(names.map(\.adql).joined(separator: ", ")))"
            case nil: break
            }
        }
    }

    private mutating func writeAlias(_ alias: Identifier?) {
        if let alias { text += " AS \(alias.adql)" }
    }
}

extension ADQLWriter {
    mutating func write(_ condition: Condition) {
        switch condition.kind {
        case .and(let factors): chain(factors, " AND ")
        case .or(let terms): chain(terms, " OR ")
        case .not(let inner):
            text += "NOT "
            write(inner)
        case .parenthesized(let inner): parenthesized { $0.write(inner) }
        case .comparison(let comparison, let left, let right):
            write(left)
            text += " \(comparison.rawValue) "
            write(right)
        case .between(let value, let low, let high, let isNegated):
            write(value)
            text += isNegated ? " NOT BETWEEN " : " BETWEEN "
            write(low)
            text += " AND "
            write(high)
        case .inList(let value, let values, let isNegated):
            write(value)
            text += isNegated ? " NOT IN " : " IN "
            parenthesized { $0.list(values) { $0.write($1) } }
        case .inQuery(let value, let query, let isNegated):
            write(value)
            text += isNegated ? " NOT IN " : " IN "
            parenthesized { $0.write(query) }
        case .like(let value, let pattern, let ignoresCase, let isNegated):
            write(value)
            text += "\(isNegated ? " NOT" : "") \(ignoresCase ? "ILIKE" : "LIKE") "
            write(pattern)
        case .isNull(let value, let isNegated):
            write(value)
            text += isNegated ? " IS NOT NULL" : " IS NULL"
        case .exists(let query):
            text += "EXISTS "
            parenthesized { $0.write(query) }
        }
    }

    private mutating func chain(_ conditions: [Condition], _ word: String) {
        for (index, condition) in conditions.enumerated() {
            if index > 0 { text += word }
            write(condition)
        }
    }

    mutating func write(_ value: Expression) {
        switch value.kind {
        case .null: text += "NULL"
        case .integer(let number): text += "\(number)"
        case .real(_, let written): text += written
        case .text(let content): text += ADQLWriter.quoted(content)
        case .column(let name): text += name.adql
        case .parenthesized(let inner): parenthesized { $0.write(inner) }
        case .sign(let isNegative, let inner):
            text += isNegative ? "-" : "+"
            write(inner)
        case .arithmetic(let operation, let left, let right):
            write(left)
            text += " \(operation.rawValue) "
            write(right)
        case .concatenation(let left, let right):
            write(left)
            text += " || "
            write(right)
        case .function(let function, let arguments): call(function.rawValue, arguments)
        case .userFunction(let name, let arguments): call(name.text, arguments)
        case .coalesce(let arguments): call("COALESCE", arguments)
        case .shape(let shape): write(shape)
        case .aggregate(let function, let quantifier, let argument):
            text += "\(function.rawValue)(\(quantifier.map { "\($0.rawValue) " } ?? "")"
            if let argument { write(argument) } else { text += "*" }
            text += ")"
        case .cast(let inner, let target):
            text += "CAST("
            write(inner)
            text += " AS \(target.adql))"
        case .inUnit(let inner, let unit, _):
            text += "IN_UNIT("
            write(inner)
            text += ", \(ADQLWriter.quoted(unit)))"
        }
    }

    private mutating func call(_ name: String, _ arguments: [Expression]) {
        text += name
        parenthesized { $0.list(arguments) { $0.write($1) } }
    }

    private mutating func write(_ shape: Shape) {
        text += "\(shape.kind.rawValue)("
        switch shape.frame {
        case .null: text += "NULL, "
        case .name(let name, _): text += "\(ADQLWriter.quoted(name)), "
        case nil: break
        }
        list(shape.arguments) { $0.write($1) }
        text += ")"
    }

    private static func quoted(_ text: String) -> String {
        "'\(text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''"))'"
    }
}

extension Query {
    /// The query in its canonical spelling; reading it gives an equal tree.
    public var adql: String {
        var writer = ADQLWriter()
        writer.write(self)
        return writer.text
    }
}
