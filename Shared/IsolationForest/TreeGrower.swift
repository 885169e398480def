/// Grows one tree at a time from a training table.
struct TreeGrower: Sendable {
    let table: FeatureTable
    let scaling: FeatureScaling
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
    func tree(_ index: Int, cuts: TreeCuts) -> Tree {
        var random = RandomSource(seed: seed, stream: UInt64(index))
        let rows = random.sample(sampleSize, below: table.rows)
        let stride = Projection.stride(features: table.features)
        let termsPerCut = cuts.termsPerCut(features: table.features)
        let decorrelation = cuts == .decorrelated ? scaling.decorrelation : nil
        return withUnsafeTemporaryAllocation(of: Float.self, capacity: 2 * rows.count * stride) { memory in
            memory.initialize(repeating: 0)
            guard let sample = memory.baseAddress else { return Tree(termsPerCut: termsPerCut) }
            let decorrelated = sample + rows.count * stride
            table.values.withUnsafeBufferPointer { values in
                for (position, row) in rows.enumerated() {
                    let target = sample + position * stride
                    let start = row * table.features
                    scaling.scale(
                        UnsafeBufferPointer(rebasing: values[start..<start + table.features]), into: target)
                    decorrelation?.decorrelated(target, into: decorrelated + position * stride)
                }
            }
            var growth = Growth(
                sample: sample, coordinates: decorrelation == nil ? sample : decorrelated,
                decorrelation: decorrelation, stride: stride, rows: rows.count, features: table.features,
                termsPerCut: termsPerCut, random: random)
            return growth.grow(heightLimit: heightLimit)
        }
    }
}

/// One tree while it grows.
private struct Growth {
    /// Scaled rows, padded to `stride`: what is projected.
    let sample: UnsafePointer<Float>
    /// The same rows in the coordinates in which normals and intercepts are drawn.
    let coordinates: UnsafePointer<Float>
    /// What leads from those coordinates back; nil when they are the scaled features.
    let decorrelation: Decorrelation?
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
    /// The normal of the cut being tried, in scaled features.
    var normal: [Float]

    /// A coordinate of a cut with its range among the node's rows.
    struct Term {
        let coordinate: Int
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
        sample: UnsafePointer<Float>, coordinates: UnsafePointer<Float>, decorrelation: Decorrelation?, stride: Int,
        rows: Int, features: Int, termsPerCut: Int, random: RandomSource
    ) {
        self.sample = sample
        self.coordinates = coordinates
        self.decorrelation = decorrelation
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
            var terms = drawTerms(node, count: termsPerCut, in: coordinates)
            if terms.isEmpty { return nil }
            if termsPerCut > 1 {
                for index in terms.indices { terms[index].coefficient = drawCoefficient() }
            }
            setNormal(to: terms, decorrelation: decorrelation)
            if let left = separate(node, at: drawThreshold(for: terms)) { return left }
        }
        let term = drawTerms(node, count: 1, in: sample)
        if term.isEmpty { return nil }
        setNormal(to: term, decorrelation: nil)
        return separate(node, at: drawThreshold(for: term))
    }

    /// Up to `count` different coordinates that vary among the node's rows, each set equally likely, ascending.
    private mutating func drawTerms(
        _ node: PendingNode, count: Int, in coordinates: UnsafePointer<Float>
    ) -> [Term] {
        var terms: [Term] = []
        for position in 0..<features {
            if terms.count == count { break }
            shuffled.swapAt(position, position + random.below(features - position))
            let coordinate = Int(shuffled[position])
            var low = Float.infinity
            var high = -Float.infinity
            for row in node.start..<(node.start + node.count) {
                let value = coordinates[Int(order[row]) * stride + coordinate]
                low = min(low, value)
                high = max(high, value)
            }
            if low < high { terms.append(Term(coordinate: coordinate, low: low, high: high)) }
        }
        return terms.sorted { $0.coordinate < $1.coordinate }
    }

    /// A coefficient from N(0, 1), never zero.
    private mutating func drawCoefficient() -> Float {
        while true {
            let coefficient = Float(random.normal())
            if coefficient != 0 { return coefficient }
        }
    }

    /// n·p with the intercept p uniform in the node's bounding box.
    private mutating func drawThreshold(for terms: [Term]) -> Float {
        var threshold = 0.0
        for term in terms {
            let place = Double(term.low) + random.uniform() * (Double(term.high) - Double(term.low))
            threshold += Double(term.coefficient) * place
        }
        // Rounding must not push the cut of a single feature past its largest value.
        if terms.count == 1, terms[0].coefficient == 1 { return min(Float(threshold), terms[0].high.nextDown) }
        return Float(threshold)
    }

    /// The normal in scaled features of a cut with these terms.
    private mutating func setNormal(to terms: [Term], decorrelation: Decorrelation?) {
        for feature in 0..<features { normal[feature] = 0 }
        for term in terms { normal[term.coordinate] = term.coefficient }
        if let decorrelation {
            let scaled = decorrelation.normal(fromDecorrelated: normal.prefix(features).map { Double($0) })
            for feature in 0..<features { normal[feature] = Float(scaled[feature]) }
        }
    }

    /// Keeps the cut along the normal if there are rows on both sides, and orders them by side.
    private mutating func separate(_ node: PendingNode, at limit: Float) -> Int? {
        normal.withUnsafeBufferPointer { normal in
            guard let normal = normal.baseAddress else { return }
            for index in 0..<node.count {
                let row = sample + Int(order[node.start + index]) * stride
                projections[index] = Projection.dense(normal, row, stride: stride)
            }
        }
        var left = 0
        for index in 0..<node.count where projections[index] <= limit { left += 1 }
        if left == 0 || left == node.count { return nil }
        keep(threshold: limit)
        partition(node, at: limit)
        return left
    }

    private mutating func keep(threshold: Float) {
        let terms = termsPerCut == features ? Array(0..<features) : (0..<features).filter { normal[$0] != 0 }
        let padding = termsPerCut - terms.count
        tree.thresholds.append(threshold)
        tree.termFeatures += terms.map { UInt16($0) } + repeatElement(0, count: padding)
        if termsPerCut > 1 { tree.coefficients += terms.map { normal[$0] } + repeatElement(0, count: padding) }
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
