/// A query as it was written: a tree of what the grammar says, nothing looked up yet.
public struct Query: Sendable, Equatable {
    /// The version it was read as.
    public var version: ADQLVersion
    /// Queries with a name before the main one, in the order written.
    public var commonTables: [CommonTable]
    /// The main query.
    public var body: SelectExpression
    /// All names in its text, in lower case; nil where it may mean columns that it does not name, by `*` or NATURAL.
    public var mentionedNames: Set<String>?

    /// Makes a query.
    public init(
        version: ADQLVersion, commonTables: [CommonTable], body: SelectExpression, mentionedNames: Set<String>? = nil
    ) {
        self.version = version
        self.commonTables = commonTables
        self.body = body
        self.mentionedNames = mentionedNames
    }
}

/// One query of WITH.
public struct CommonTable: Sendable, Equatable {
    /// Its name.
    public var name: Identifier
    /// What it is.
    public var query: SelectExpression
}

/// SELECTs and what set operators make of them, sorted and cut.
public struct SelectExpression: Sendable, Equatable {
    /// What is sorted and cut.
    public var body: SetExpression
    /// Terms of ORDER BY; empty without.
    public var orderBy: [OrderTerm]
    /// Rows that OFFSET skips, if there is one.
    public var offset: Int64?
    /// Where it begins.
    public var position: SourcePosition
}

/// A SELECT or two combined.
public indirect enum SetExpression: Sendable, Equatable {
    /// One SELECT.
    case select(Select)
    /// A whole expression in parentheses.
    case parenthesized(SelectExpression)
    /// Two operands; `all` keeps duplicates.
    case operation(SetOperator, all: Bool, SetExpression, SetExpression, SourcePosition)
}

/// What combines two SELECTs.
public enum SetOperator: String, Sendable {
    case union = "UNION"
    case except = "EXCEPT"
    case intersect = "INTERSECT"
}

/// One SELECT.
public struct Select: Sendable, Equatable {
    /// Whether duplicates are removed, or DISTINCT or ALL was not written.
    public var quantifier: SetQuantifier?
    /// The most rows, from TOP.
    public var top: Int64?
    /// What is selected; never empty.
    public var items: [SelectItem]
    /// FROM's references; never empty.
    public var from: [TableReference]
    /// WHERE's condition.
    public var condition: Condition?
    /// Terms of GROUP BY; empty without.
    public var groupBy: [Expression]
    /// HAVING's condition.
    public var having: Condition?
    /// Where it begins.
    public var position: SourcePosition
}

/// DISTINCT or ALL.
public enum SetQuantifier: String, Sendable {
    case distinct = "DISTINCT"
    case all = "ALL"
}

/// What a SELECT gives.
public enum SelectItem: Sendable, Equatable {
    /// Every column.
    case everything(SourcePosition)
    /// Every column of one table.
    case everythingOf(QualifiedName)
    /// A value, maybe under another name.
    case value(Expression, name: Identifier?)
}

/// One term of ORDER BY; a number alone is the position of an output column.
public struct OrderTerm: Sendable, Equatable {
    /// What it sorts by.
    public var key: Expression
    /// ASC or DESC, if written.
    public var direction: SortDirection?
}

/// Which way to sort.
public enum SortDirection: String, Sendable {
    case ascending = "ASC"
    case descending = "DESC"
}

/// What stands in FROM.
public indirect enum TableReference: Sendable, Equatable {
    /// A table or a query of WITH, maybe under another name.
    case table(QualifiedName, alias: Identifier?)
    /// A sub-query under a name.
    case subquery(SelectExpression, alias: Identifier)
    /// A join in parentheses, maybe under a name (then it is a table of its own).
    case parenthesized(TableReference, alias: Identifier?)
    /// Two tables joined.
    case join(Join)
}

/// Two tables joined.
public struct Join: Sendable, Equatable {
    /// Left operand.
    public var left: TableReference
    /// Right operand.
    public var right: TableReference
    /// Whether all columns of the same name are compared.
    public var isNatural: Bool
    /// Which rows without a partner stay, or nothing written.
    public var kind: JoinKind?
    /// ON or USING, if written.
    public var specification: JoinSpecification?
    /// Where JOIN stands.
    public var position: SourcePosition
}

/// Which rows without a partner stay.
public enum JoinKind: String, Sendable {
    case inner = "INNER"
    case left = "LEFT"
    case right = "RIGHT"
    case full = "FULL"
}

/// What makes two rows partners.
public enum JoinSpecification: Sendable, Equatable {
    /// A condition.
    case on(Condition)
    /// Columns that both tables have.
    case using([Identifier])
}
