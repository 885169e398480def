import CForestKernels

/// Grows trees from a training table.
struct TreeGrower: Sendable {
    let table: FeatureTable
    let scaling: FeatureScaling
    let parameters: ForestParameters
    let sampleSize: Int
    let heightLimit: Int
    private let coordinates: DecorrelatedCoordinates?
    /// c(n) for n up to ψ.
    private let expected: [Double]

    /// Draws of a cut until it separates rows; after as many, the cut goes along one feature, which always separates.
    static let cutAttempts = 32

    init(
        table: FeatureTable, scaling: FeatureScaling, parameters: ForestParameters, sampleSize: Int, heightLimit: Int
    ) {
        self.table = table
        self.scaling = scaling
        self.parameters = parameters
        self.sampleSize = sampleSize
        self.heightLimit = heightLimit
        coordinates = scaling.decorrelation.map { DecorrelatedCoordinates($0) }
        expected = (0...sampleSize).map { Mathematics.averagePathLength($0) }
    }

    /// The rows of the tree with this index.
    func sampleRows(ofTree index: Int) -> [Int] {
        var random = RandomSource(seed: parameters.seed, stream: UInt64(index))
        return random.sample(sampleSize, below: table.rows)
    }

    /// Trees grown by a thread at a time: few enough that threads end together.
    private static let treesAtOnce = 4

    /// The trees with these indices, grown on `threads` threads.
    ///
    /// - Throws: `CancellationError`.
    func trees(
        _ indices: Range<Int>, threads: Int, isCancelled: Workers.CancellationCheck, progress: Workers.ProgressReport
    ) throws -> TreeStore {
        let pieces = (indices.count + Self.treesAtOnce - 1) / Self.treesAtOnce
        let grown = try Workers.map(count: pieces, threads: threads, isCancelled: isCancelled, progress: progress) {
            let first = indices.lowerBound + $0 * Self.treesAtOnce
            return trees(first..<min(first + Self.treesAtOnce, indices.upperBound))
        }
        var store = TreeStore(features: table.features)
        for piece in grown { store.append(piece, at: 0..<piece.count) }
        return store
    }

    /// The trees with these indices; each depends on nothing but the table, the settings and its index.
    func trees(_ indices: Range<Int>) -> TreeStore {
        var store = TreeStore(features: table.features)
        let stride = store.stride
        // Two samples (as scaled, and decorrelated), five vectors of a row's length, and what kernels work in.
        let sampleFloats = sampleSize * stride
        let capacity = 2 * sampleFloats + 5 * stride + 2 * (sampleSize + 16)
        withUnsafeTemporaryAllocation(of: Float.self, capacity: capacity) { memory in
            memory.initialize(repeating: 0)
            guard let base = memory.baseAddress else { return }
            for index in indices {
                var random = RandomSource(seed: parameters.seed, stream: UInt64(index))
                let rows = random.sample(sampleSize, below: table.rows)
                let cuts = parameters.cuts(ofTree: index, features: table.features)
                let decorrelation = cuts == .decorrelated ? coordinates : nil
                let decorrelated = base + sampleFloats
                table.values.withUnsafeBufferPointer { values in
                    for (position, row) in rows.enumerated() {
                        let target = base + position * stride
                        let start = row * table.features
                        scaling.scale(
                            UnsafeBufferPointer(rebasing: values[start..<start + table.features]), into: target)
                        decorrelation?.decorrelated(target, into: decorrelated + position * stride)
                    }
                }
                var growth = Growth(
                    sample: base, coordinates: decorrelation == nil ? base : decorrelated,
                    decorrelation: decorrelation, workspace: base + 2 * sampleFloats, rows: rows.count,
                    features: table.features, stride: stride,
                    termsPerCut: cuts.termsPerCut(features: table.features), expected: expected, random: random)
                growth.grow(heightLimit: heightLimit, into: &store)
            }
        }
        return store
    }
}

/// One tree while it grows.
private struct Growth {
    /// Scaled rows, padded to `stride`: what is projected.
    let sample: UnsafePointer<Float>
    /// The same rows in the coordinates in which normals and intercepts are drawn.
    let coordinates: UnsafePointer<Float>
    /// What leads from those coordinates back; nil when they are the scaled features.
    let decorrelation: DecorrelatedCoordinates?
    let features: Int
    let stride: Int
    let termsPerCut: Int
    let kind: fk_kind
    let expected: [Double]
    var random: RandomSource
    /// Row numbers, those of one node side by side.
    var order: [Int32]
    /// The features in a random order, drawn one by one for each cut.
    var shuffled: [UInt16]
    /// The coordinates that the cut being tried combines, ascending.
    var terms: [Int]
    /// Smallest and largest value in the node, by coordinate.
    let lows: UnsafeMutablePointer<Float>
    let highs: UnsafeMutablePointer<Float>
    /// The normal of the cut being tried, in its coordinates and in scaled features.
    let drawn: UnsafeMutablePointer<Float>
    let normal: UnsafeMutablePointer<Float>
    /// What the kernels work in.
    let workspace: UnsafeMutablePointer<Float>

    struct PendingNode {
        let start: Int
        let count: Int
        let depth: Int
    }

    init(
        sample: UnsafePointer<Float>, coordinates: UnsafePointer<Float>, decorrelation: DecorrelatedCoordinates?,
        workspace: UnsafeMutablePointer<Float>, rows: Int, features: Int, stride: Int, termsPerCut: Int,
        expected: [Double], random: RandomSource
    ) {
        self.sample = sample
        self.coordinates = coordinates
        self.decorrelation = decorrelation
        self.features = features
        self.stride = stride
        self.termsPerCut = termsPerCut
        kind = TreeStore.kind(terms: termsPerCut)
        self.expected = expected
        self.random = random
        order = (0..<Int32(rows)).map { $0 }
        shuffled = (0..<features).map { UInt16($0) }
        terms = []
        terms.reserveCapacity(termsPerCut)
        lows = workspace
        highs = workspace + stride
        drawn = workspace + 2 * stride
        normal = workspace + 3 * stride
        self.workspace = workspace + 5 * stride
    }

    /// Cuts node after node, in breadth-first order, and adds the tree to a store.
    mutating func grow(heightLimit: Int, into store: inout TreeStore) {
        var tree = store.nextTree
        var pending = [PendingNode(start: 0, count: order.count, depth: 0)]
        pending.reserveCapacity(2 * order.count)
        var position = 0
        while position < pending.count {
            let node = pending[position]
            let left = node.depth < heightLimit && node.count > 1 ? cut(node, into: &store) : nil
            let length = Float(Double(node.depth) + expected[node.count])
            if let left {
                let cut = store.nodes.count - 1
                store.nodes[cut].left = Int32(pending.count)
                store.nodes[cut].length = length
                pending.append(PendingNode(start: node.start, count: left, depth: node.depth + 1))
                pending.append(PendingNode(start: node.start + left, count: node.count - left, depth: node.depth + 1))
            } else {
                store.nodes.append(
                    fk_node(threshold: .infinity, left: Int32(position), first: 0, second: 0, length: length))
                store.leafSizes.append(UInt32(node.count))
            }
            position += 1
        }
        tree.node_count = Int32(pending.count)
        tree.depth = Int32(pending[pending.count - 1].depth)
        tree.terms = Int32(termsPerCut)
        tree.kind = kind
        store.add(tree)
    }

    /// Finds a cut, adds it to the store and orders the node's rows by side; the number on the left, or nil where all
    /// are equal.
    private mutating func cut(_ node: PendingNode, into store: inout TreeStore) -> Int? {
        drawTerms(node, count: termsPerCut, in: coordinates)
        if terms.isEmpty { return nil }
        if termsPerCut == 1 { return cutAlongOneFeature(node, into: &store) }
        for _ in 0..<TreeGrower.cutAttempts {
            let threshold = drawNormalAndThreshold()
            if let left = separate(node, at: threshold, into: &store) { return left }
        }
        drawTerms(node, count: 1, in: sample)
        return terms.isEmpty ? nil : cutAlongOneFeature(node, into: &store)
    }

    /// A cut along the feature that was drawn, at a place uniform in its range.
    private mutating func cutAlongOneFeature(_ node: PendingNode, into store: inout TreeStore) -> Int? {
        let feature = terms[0]
        let (low, high) = (Double(lows[feature]), Double(highs[feature]))
        // Rounding must not push the cut past the largest value.
        let threshold = min(Float(low + random.uniform() * (high - low)), highs[feature].nextDown)
        if kind != FK_SINGLE {
            for index in 0..<features { normal[index] = 0 }
            normal[feature] = 1
        }
        return separate(node, at: threshold, into: &store)
    }

    /// Chooses up to `count` different coordinates that vary among the node's rows, each set equally likely.
    private mutating func drawTerms(_ node: PendingNode, count: Int, in coordinates: UnsafePointer<Float>) {
        terms.removeAll(keepingCapacity: true)
        order.withUnsafeBufferPointer { order in
            guard let rows = order.baseAddress.map({ $0 + node.start }) else { return }
            if count == features {
                fk_ranges(coordinates, Int32(stride), rows, Int32(node.count), lows, highs)
                for coordinate in 0..<features where lows[coordinate] < highs[coordinate] { terms.append(coordinate) }
                return
            }
            for position in 0..<features {
                if terms.count == count { break }
                shuffled.swapAt(position, position + random.below(features - position))
                let coordinate = Int(shuffled[position])
                fk_range(
                    coordinates, Int32(stride), Int32(coordinate), rows, Int32(node.count), lows + coordinate,
                    highs + coordinate)
                if lows[coordinate] < highs[coordinate] { terms.append(coordinate) }
            }
            if terms.count > 1 { terms.sort() }
        }
    }

    /// Draws a coefficient from N(0, 1) for each term; n·p, with the intercept p uniform in the node's bounding box.
    private mutating func drawNormalAndThreshold() -> Float {
        for index in 0..<features { drawn[index] = 0 }
        var threshold = 0.0
        let layers = Ziggurat.normal
        for term in terms {
            let coefficient = Float(random.normal(from: layers))
            drawn[term] = coefficient
            let (low, high) = (Double(lows[term]), Double(highs[term]))
            threshold += Double(coefficient) * (low + random.uniform() * (high - low))
        }
        if let decorrelation {
            decorrelation.scaledNormal(drawn, into: normal)
        } else {
            for index in 0..<features { normal[index] = drawn[index] }
        }
        return Float(threshold)
    }

    /// Keeps the cut along the normal if there are rows on both sides, and orders them by side.
    private mutating func separate(_ node: PendingNode, at threshold: Float, into store: inout TreeStore) -> Int? {
        let first = terms[0]
        let second = terms.count > 1 ? terms[1] : 0
        var coefficients: UnsafePointer<Float> = UnsafePointer(normal)
        if kind == FK_PAIR {
            drawn[0] = normal[first]
            drawn[1] = terms.count > 1 ? normal[second] : 0
            coefficients = UnsafePointer(drawn)
        }
        let left = order.withUnsafeMutableBufferPointer { order in
            order.baseAddress.map {
                fk_separate(
                    sample, Int32(stride), kind, Int32(first), Int32(second), coefficients, threshold,
                    $0 + node.start, Int32(node.count), workspace)
            } ?? 0
        }
        guard left > 0, left < node.count else { return nil }
        let isDense = kind == FK_DENSE
        store.nodes.append(
            fk_node(
                threshold: threshold, left: 0, first: isDense ? 0 : UInt16(first),
                second: kind == FK_PAIR ? UInt16(second) : 0, length: 0))
        if kind != FK_SINGLE {
            store.coefficients.append(
                contentsOf: UnsafeBufferPointer(start: coefficients, count: isDense ? stride : 2))
        }
        return Int(left)
    }
}
