import ADQL

/// What is known of all queries of a shape: what they give, and how SQLite is asked.
struct SQLitePlan {
    let outline: QueryOutline
    let statement: ShapedStatement
}

/// The plans of a reader's last queries, good until a table changes.
struct SQLitePlans {
    private var plans: [QueryShape: SQLitePlan] = [:]
    private var shapes: [QueryShape] = []

    private static let most = 64

    subscript(shape: QueryShape) -> SQLitePlan? { plans[shape] }

    /// Keeps a plan; the oldest goes where there are many.
    mutating func keep(_ plan: SQLitePlan, for shape: QueryShape) {
        if plans.updateValue(plan, forKey: shape) == nil { shapes.append(shape) }
        if shapes.count > Self.most { plans[shapes.removeFirst()] = nil }
    }
}
