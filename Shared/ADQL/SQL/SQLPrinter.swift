import Tables

/// Prints a checked query in an engine's language.
struct SQLPrinter {
    let dialect: SQLDialect
    private(set) var text = ""
    private var parameters: [SQLValue] = []
    private var numbers: [Parameter: Int] = [:]
    private var writtenParameters: [Int]? = []
    private var operands = 0

    /// Bytes of a statement; printing ends there, as some functions are printed with an argument twice.
    static let longestStatement = 8 << 20
    /// Fewer than SQLite (32,766) and PostgreSQL (65,535) take.
    static let mostParameters = 32_000

    init(_ dialect: SQLDialect) { self.dialect = dialect }

    var isPostgres: Bool { dialect != .sqlite }

    /// Whether there is no sense in printing on.
    var isFull: Bool { text.utf8.count > SQLPrinter.longestStatement }

    func statement() throws(ADQLError) -> SQLStatement {
        guard !isFull else {
            throw ADQLError(
                .unsupported, line: 1, column: 1, "the query is too complex: compute parts of it in sub-queries")
        }
        guard parameters.count <= SQLPrinter.mostParameters else {
            throw ADQLError(
                .unsupported, line: 1, column: 1,
                "the query has \(parameters.count) different literals, at most \(SQLPrinter.mostParameters) are taken: load them as a table and join it"
            )
        }
        return SQLStatement(text: text, parameters: parameters, writtenParameters: writtenParameters)
    }

    // MARK: Words

    mutating func put(_ words: String) {
        if !isFull { text += words }
    }

    mutating func list<Element>(_ elements: [Element], _ body: (inout SQLPrinter, Element) -> Void) {
        for (index, element) in elements.enumerated() {
            if index > 0 { put(", ") }
            body(&self, element)
        }
    }

    /// A function's call.
    mutating func call(_ name: String, _ body: (inout SQLPrinter) -> Void) {
        put("\(name)(")
        body(&self)
        put(")")
    }

    /// The name of one of our own functions.
    func ours(_ name: String) -> String { isPostgres ? "\"peryton\".\"peryton_\(name)\"" : "peryton_\(name)" }

    static func quoted(_ name: String) -> String {
        guard name.contains("\"") else { return "\"\(name)\"" }
        return "\"\(name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\""))\""
    }

    mutating func column(_ alias: String, _ name: String) {
        put("\(SQLPrinter.quoted(alias)).\(SQLPrinter.quoted(name))")
    }

    /// A parameter; the same value has the same number, so that equal expressions stay equal.
    mutating func parameter(_ value: SQLValue, isWritten: Bool = false) {
        let parameter = Parameter(value: value, isWritten: isWritten)
        let number: Int
        if let known = numbers[parameter] {
            number = known
        } else {
            if isWritten { writtenParameters?.append(parameters.count) }
            parameters.append(value)
            number = parameters.count
            numbers[parameter] = number
        }
        guard isPostgres else { return put("?\(number)") }
        let type =
            switch value {
            case .integer: "int8"
            case .real: "float8"
            case .text: "text"
            }
        put("$\(number)::\(type)")
    }

    private struct Parameter: Hashable {
        let value: SQLValue
        /// Whether it is a real number of the query: another query of the same shape has another there.
        let isWritten: Bool
    }

    /// A value's number, where it is made of literals alone: what is printed then holds for these literals only.
    mutating func constant(_ value: Value) -> Double? {
        guard let number = value.constantNumber else { return nil }
        hasOwnNumbers()
        return number
    }

    /// What is printed holds for the query's numbers only.
    mutating func hasOwnNumbers() { writtenParameters = nil }

    // MARK: Queries

    mutating func write(_ query: CheckedQuery) {
        if !query.commonTables.isEmpty {
            put("WITH ")
            list(query.commonTables) { printer, table in
                printer.put("\(SQLPrinter.quoted(table.sqlName)) AS (")
                printer.rows(table.rows)
                printer.put(")")
            }
            put(" ")
        }
        rows(query.rows, isOutput: true)
    }

    /// A query; for output, geometries become texts and types those that were told.
    mutating func rows(_ rows: CheckedRows, isOutput: Bool = false) {
        switch rows.body {
        case .select(let select): self.select(select, columns: rows.columns, isOutput: isOutput)
        case .sorted(let inner, let alias, let keys, let limit, let offset):
            selectColumns(of: inner, alias: alias, like: rows.columns, isOutput: isOutput)
            order(keys)
            cut(limit, offset)
        case .set(let kind, let all, let left, let right):
            if isOutput, rows.columns.contains(where: { needsConversion($0.type) }) {
                selectColumns(of: rows, alias: nextOperand(), like: rows.columns, isOutput: true)
            } else if all, kind != .union {
                numbered(kind, left, right, columns: rows.columns)
            } else {
                selectColumns(of: left, alias: nextOperand(), like: rows.columns, isOutput: false)
                put(" \(kind.rawValue)\(all ? " ALL" : "") ")
                selectColumns(of: right, alias: nextOperand(), like: rows.columns, isOutput: false)
            }
        }
    }

    /// An alias that nothing else can have: written names never begin so.
    private mutating func nextOperand() -> String {
        operands += 1
        return "operand:\(operands)"
    }

    /// Columns of a query inside, by the names and types of others.
    private mutating func selectColumns(
        of inner: CheckedRows, alias: String, like columns: [OutputColumn], isOutput: Bool, extra: String = ""
    ) {
        put("SELECT ")
        list(Array(zip(inner.columns, columns))) { printer, pair in
            let (source, target) = pair
            let reference = Value(
                .column(alias: alias, name: source.sqlName), source.type, source.attributes,
                at: SourcePosition(line: 1, column: 1))
            if isOutput {
                printer.output(reference)
            } else if printer.isPostgres, source.type == .null || SQLPrinter.differInWidth(source.type, target.type) {
                printer.column(alias, source.sqlName)
                printer.put("::\(SQLPrinter.postgresType(target.type))")
            } else {
                printer.column(alias, source.sqlName)
            }
            printer.put(" AS \(SQLPrinter.quoted(target.sqlName))")
        }
        put("\(extra) FROM (")
        rows(inner)
        put(") AS \(SQLPrinter.quoted(alias))")
    }

    /// Whether a column must be made wider; geometries of all kinds are of one type.
    private static func differInWidth(_ source: ValueType, _ target: ValueType) -> Bool {
        guard case .plain(let from) = source, case .plain(let into) = target else { return false }
        return from != into
    }

    /// EXCEPT ALL and INTERSECT ALL: each row gets its number among its equals, then no two rows are equal.
    private mutating func numbered(
        _ kind: SetOperator, _ left: CheckedRows, _ right: CheckedRows, columns: [OutputColumn]
    ) {
        put("SELECT ")
        list(columns) { $0.put(SQLPrinter.quoted($1.sqlName)) }
        put(" FROM (")
        for (index, side) in [left, right].enumerated() {
            if index > 0 { put(" \(kind.rawValue) ") }
            let alias = nextOperand()
            let partition = side.columns.map { "\(SQLPrinter.quoted(alias)).\(SQLPrinter.quoted($0.sqlName))" }
            selectColumns(
                of: side, alias: alias, like: columns, isOutput: false,
                extra: ", ROW_NUMBER() OVER (PARTITION BY \(partition.joined(separator: ", "))) AS \"number:\"")
        }
        put(") AS \(SQLPrinter.quoted(nextOperand()))")
    }

    private mutating func select(_ select: CheckedSelect, columns: [OutputColumn], isOutput: Bool) {
        put(select.isDistinct ? "SELECT DISTINCT " : "SELECT ")
        list(Array(zip(select.values, columns))) { printer, pair in
            if isOutput { printer.output(pair.0) } else { printer.value(pair.0) }
            printer.put(" AS \(SQLPrinter.quoted(pair.1.sqlName))")
        }
        put(" FROM ")
        list(select.from) { $0.table($1, isOperand: select.from.count > 1) }
        condition(select.condition, after: " WHERE ")
        if !select.groupBy.isEmpty {
            put(" GROUP BY ")
            list(select.groupBy) { $0.value($1) }
        }
        condition(select.having, after: " HAVING ")
        order(select.order)
        cut(select.limit, select.offset)
    }

    private mutating func condition(_ condition: Predicate?, after word: String) {
        guard let condition else { return }
        put(word)
        predicate(condition)
    }

    /// Nulls last, first when descending, in every engine.
    private mutating func order(_ keys: [SortKey]) {
        guard !keys.isEmpty else { return }
        put(" ORDER BY ")
        list(keys) { printer, key in
            printer.bytewise(key.value)
            printer.put(key.isDescending ? " DESC NULLS FIRST" : " ASC NULLS LAST")
        }
    }

    private mutating func cut(_ limit: Int64?, _ offset: Int64?) {
        if let limit {
            put(" LIMIT ")
            parameter(.integer(limit))
        } else if offset != nil, !isPostgres {
            // SQLite has no OFFSET without LIMIT.
            put(" LIMIT -1")
        }
        if let offset {
            put(" OFFSET ")
            parameter(.integer(offset))
        }
    }

    // MARK: FROM

    private mutating func table(_ table: CheckedTable, isOperand: Bool) {
        switch table {
        case .base(let description, let alias):
            put(description.physicalName.map(SQLPrinter.quoted).joined(separator: "."))
            put(" AS \(SQLPrinter.quoted(alias))")
        case .common(let name, let alias): put("\(SQLPrinter.quoted(name)) AS \(SQLPrinter.quoted(alias))")
        case .rows(let rows, let alias):
            put("(")
            self.rows(rows)
            put(") AS \(SQLPrinter.quoted(alias))")
        case .join(let kind, let left, let right, let condition):
            // For SQLite a comma binds like a join: where that makes a difference parentheses keep them apart.
            let isApart = isOperand && SQLPrinter.dropsLeftRows(table)
            if isApart { put("(") }
            self.table(left, isOperand: false)
            put(" \(kind.rawValue) JOIN ")
            if case .join = right {
                put("(")
                self.table(right, isOperand: false)
                put(")")
            } else {
                self.table(right, isOperand: false)
            }
            put(" ON ")
            if let condition { predicate(condition) } else { put("1 = 1") }
            if isApart { put(")") }
        }
    }

    /// Whether rows of what stands before it could be missing with it: RIGHT and FULL joins.
    private static func dropsLeftRows(_ table: CheckedTable) -> Bool {
        guard case .join(let kind, let left, let right, _) = table else { return false }
        return kind == .right || kind == .full || dropsLeftRows(left) || dropsLeftRows(right)
    }

    // MARK: Output

    private func needsConversion(_ type: ValueType) -> Bool {
        switch type {
        case .geometry: true
        case .null: isPostgres
        case .plain: false
        }
    }

    /// A value as the result shows it.
    private mutating func output(_ value: Value) {
        switch value.type {
        case .geometry: call(ours("region_text")) { $0.value(value) }
        case .null where isPostgres:
            self.value(value)
            put("::text")
        case .plain(.float32) where isPostgres:
            self.value(value)
            if case .column = value.kind {} else { put("::float4") }
        default: self.value(value)
        }
    }

    static func postgresType(_ type: ValueType) -> String {
        switch type {
        case .null: "text"
        case .geometry: "float8[]"
        case .plain(let plain):
            switch plain {
            case .boolean: "bool"
            case .uint8, .int16: "int2"
            case .int32: "int4"
            case .int64: "int8"
            case .float32: "float4"
            case .float64: "float8"
            case .text: "text"
            }
        }
    }
}
