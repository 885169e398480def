import IsolationForest

/// A random sample of rows of a stream whose length nobody knows: each row has the same chance (Vitter 1985, algorithm R).
struct RowSample {
    private let mostRows: Int
    private let width: Int
    private var generator: SplitMix64
    private var seen = 0
    /// The rows, one after the other.
    private(set) var values: [Float] = []

    init(mostRows: Int, width: Int, seed: UInt64) {
        self.mostRows = mostRows
        self.width = width
        generator = SplitMix64(state: seed)
    }

    /// Takes rows into account; those without any number say nothing.
    mutating func add(_ rows: [Float]) {
        for start in stride(from: 0, to: rows.count, by: width) {
            let row = rows[start..<start + width]
            guard row.contains(where: { $0.isFinite }) else { continue }
            seen += 1
            if values.count < mostRows * width {
                values += row
            } else {
                let place = Int.random(in: 0..<seen, using: &generator)
                if place < mostRows { values.replaceSubrange(place * width..<(place + 1) * width, with: row) }
            }
        }
    }
}
