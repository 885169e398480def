import Tables

/// Keeps the rows with the highest scores of a stream, with all their columns; memory does not grow with the stream.
struct TopRows {
    private let most: Int
    private var scores: [Double] = []
    private var rows = ColumnBatch(columns: [], rowCount: 0)
    /// What a row must reach once there are enough.
    private var limit = -Double.infinity

    init(most: Int) {
        self.most = most
    }

    /// Takes rows into account.
    mutating func add(_ batch: ColumnBatch, scores new: [Double]) throws {
        let places = new.indices.filter { new[$0] > limit }
        guard !places.isEmpty else { return }
        scores += places.map { new[$0] }
        try rows.append(batch.gathered(places))
        // Twice as many are let in before they are sorted, so that sorting is rare.
        if scores.count >= 2 * most { cut() }
    }

    /// The best rows, highest score first; equal scores in the order in which they came.
    mutating func best() -> (rows: ColumnBatch, scores: [Double]) {
        cut()
        return (rows, scores)
    }

    private mutating func cut() {
        let order = scores.indices.sorted { (-scores[$0], $0) < (-scores[$1], $1) }.prefix(most)
        scores = order.map { scores[$0] }
        rows = rows.gathered(Array(order))
        if scores.count == most, let last = scores.last { limit = last }
    }
}

extension ColumnBatch {
    /// The rows of these places, in this order.
    func gathered(_ places: [Int]) -> ColumnBatch {
        ColumnBatch(columns: columns.map { $0.gathered(places) }, rowCount: places.count)
    }
}
