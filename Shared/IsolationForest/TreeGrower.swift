/// Grows one tree at a time from a training table.
struct TreeGrower: Sendable {
    let table: FeatureTable
    let scaling: Scaling
    let sampleSize: Int
    let heightLimit: Int
    let seed: UInt64

    /// Draws of a cut until it separates rows; after as many, the cut goes along one feature, which always separates.
    static let cutAttempts = 32

    /// The rows of the tree with this index.
    func sampleRows(ofTree index: Int) -> [Int] {
        var random = RandomSource(seed: seed, stream: UInt64(index))
        return random.sample(sampleSize, below: table.rows)
    }

    /// The tree with this index; it depends on nothing but the table, the settings and the index.
    func tree(_ index: Int, level: Int) -> Tree {
        var random = RandomSource(seed: seed, stream: UInt64(index))
        let rows = random.sample(sampleSize, below: table.rows)
        let stride = Projection.stride(features: table.features)
        var sample = [Float](repeating: 0, count: rows.count * stride)
        for (position, row) in rows.enumerated() {
            for feature in 0..<table.features {
                sample[position * stride + feature] = scaling.scaled(
                    table.values[row * table.features + feature], feature: feature)
            }
        }
        return sample.withUnsafeBufferPointer { sample in
            guard let base = sample.baseAddress else { return Tree(termsPerCut: level + 1) }
            var growth = Growth(
                sample: base, stride: stride, rows: rows.count, features: table.features, termsPerCut: level + 1,
                random: random)
            return growth.grow(heightLimit: heightLimit)
        }
    }
}

/// One tree while it grows.
private struct Growth {
    /// Scaled rows, padded to `stride`.
    let sample: UnsafePointer<Float>
    let stride: Int
    let features: Int
    let termsPerCut: Int
    var random: RandomSource
    var tree: Tree
    /// Row numbers, those of one node side by side.
    var order: [Int32]
    /// n·x of the rows of the node being cut.
    var projections: [Float]
    /// The features in a random order, drawn one by one for each cut.
    var shuffled: [UInt16]
    /// The normal of the cut being tried, zero but for its terms.
    var normal: [Float]

    /// A feature of a cut with its range among the node's rows.
    struct Term {
        let feature: Int
        let low: Float
        let high: Float
        var coefficient: Float = 1
    }

    struct PendingNode {
        let start: Int
        let count: Int
        let depth: Int
    }

    init(
        sample: UnsafePointer<Float>, stride: Int, rows: Int, features: Int, termsPerCut: Int, random: RandomSource
    ) {
        self.sample = sample
        self.stride = stride
        self.features = features
        self.termsPerCut = termsPerCut
        self.random = random
        tree = Tree(termsPerCut: termsPerCut)
        order = (0..<Int32(rows)).map { $0 }
        projections = [Float](repeating: 0, count: rows)
        shuffled = (0..<features).map { UInt16($0) }
        normal = [Float](repeating: 0, count: stride)
    }

    /// Cuts node after node, in breadth-first order.
    mutating func grow(heightLimit: Int) -> Tree {
        var queue = [PendingNode(start: 0, count: order.count, depth: 0)]
        var position = 0
        while position < queue.count {
            let node = queue[position]
            position += 1
            let left = node.depth < heightLimit && node.count > 1 ? cut(node) : nil
            tree.isCut.append(left != nil)
            if let left {
                queue.append(PendingNode(start: node.start, count: left, depth: node.depth + 1))
                queue.append(PendingNode(start: node.start + left, count: node.count - left, depth: node.depth + 1))
            } else {
                tree.leafSizes.append(UInt32(node.count))
            }
        }
        return tree
    }

    /// Finds a cut, keeps it and orders the node's rows by side; the number on the left, or nil where all are equal.
    private mutating func cut(_ node: PendingNode) -> Int? {
        for _ in 0..<TreeGrower.cutAttempts {
            var terms = drawTerms(node, count: termsPerCut)
            if terms.isEmpty { return nil }
            if termsPerCut > 1 {
                for index in terms.indices { terms[index].coefficient = drawCoefficient() }
            }
            if let left = separate(node, by: terms) { return left }
        }
        return separate(node, by: drawTerms(node, count: 1))
    }

    /// Up to `count` different features that vary among the node's rows, each set equally likely, ascending.
    private mutating func drawTerms(_ node: PendingNode, count: Int) -> [Term] {
        var terms: [Term] = []
        for position in 0..<features {
            if terms.count == count { break }
            shuffled.swapAt(position, position + random.below(features - position))
            let feature = Int(shuffled[position])
            var low = Float.infinity
            var high = -Float.infinity
            for row in node.start..<(node.start + node.count) {
                let value = sample[Int(order[row]) * stride + feature]
                low = min(low, value)
                high = max(high, value)
            }
            if low < high { terms.append(Term(feature: feature, low: low, high: high)) }
        }
        return terms.sorted { $0.feature < $1.feature }
    }

    /// A coefficient from N(0, 1), never zero.
    private mutating func drawCoefficient() -> Float {
        while true {
            let coefficient = Float(random.normal())
            if coefficient != 0 { return coefficient }
        }
    }

    /// Draws the intercept in the node's bounding box and, if the cut has rows on both sides, keeps it.
    private mutating func separate(_ node: PendingNode, by terms: [Term]) -> Int? {
        var threshold = 0.0
        for term in terms {
            let place = Double(term.low) + random.uniform() * (Double(term.high) - Double(term.low))
            threshold += Double(term.coefficient) * place
        }
        var limit = Float(threshold)
        // Rounding must not push the cut of a single feature past its largest value.
        if terms.count == 1, terms[0].coefficient == 1 { limit = min(limit, terms[0].high.nextDown) }

        project(node, on: terms)
        var left = 0
        for index in 0..<node.count where projections[index] <= limit { left += 1 }
        if left == 0 || left == node.count { return nil }
        keep(terms, threshold: limit)
        partition(node, at: limit)
        return left
    }

    private mutating func project(_ node: PendingNode, on terms: [Term]) {
        for term in terms { normal[term.feature] = term.coefficient }
        normal.withUnsafeBufferPointer { normal in
            guard let normal = normal.baseAddress else { return }
            for index in 0..<node.count {
                let row = sample + Int(order[node.start + index]) * stride
                switch terms.count {
                case 1: projections[index] = terms[0].coefficient * row[terms[0].feature]
                case 2:
                    projections[index] = Projection.pair(
                        terms[0].coefficient, row[terms[0].feature], terms[1].coefficient, row[terms[1].feature])
                default: projections[index] = Projection.dense(normal, row, stride: stride)
                }
            }
        }
        for term in terms { normal[term.feature] = 0 }
    }

    private mutating func keep(_ terms: [Term], threshold: Float) {
        tree.thresholds.append(threshold)
        if termsPerCut == features, features > 1 {
            var normal = [Float](repeating: 0, count: features)
            for term in terms { normal[term.feature] = term.coefficient }
            tree.termFeatures += (0..<features).map { UInt16($0) }
            tree.coefficients += normal
            return
        }
        for index in 0..<termsPerCut {
            tree.termFeatures.append(index < terms.count ? UInt16(terms[index].feature) : 0)
            if termsPerCut > 1 { tree.coefficients.append(index < terms.count ? terms[index].coefficient : 0) }
        }
    }

    /// Brings the rows at or under the limit to the front of the node.
    private mutating func partition(_ node: PendingNode, at limit: Float) {
        var low = 0
        var high = node.count - 1
        while low < high {
            if projections[low] <= limit {
                low += 1
            } else {
                order.swapAt(node.start + low, node.start + high)
                projections.swapAt(low, high)
                high -= 1
            }
        }
    }
}
