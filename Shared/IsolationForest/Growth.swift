import CForestKernels

/// What a tree is grown in, made once for many trees: arrays without checks, as growing does little else than to go
/// through them.
struct GrowingSpace {
    /// Scaled rows, padded: what is projected.
    let sample: UnsafeMutablePointer<Float>
    /// Smallest and largest value in a node, by feature.
    let lows: UnsafeMutablePointer<Float>
    let highs: UnsafeMutablePointer<Float>
    /// The normal of a cut, and its coefficients as they are kept where they are two.
    let normal: UnsafeMutablePointer<Float>
    let pair: UnsafeMutablePointer<Float>
    /// What the kernels work in.
    let workspace: UnsafeMutablePointer<Float>
    /// Row numbers, those of one node side by side.
    let order: UnsafeMutablePointer<Int32>
    /// The features in a random order, drawn one by one for each cut.
    let shuffled: UnsafeMutablePointer<Int32>
    /// The features that a cut combines, ascending.
    let terms: UnsafeMutablePointer<Int32>
    /// The cuts of the tree, and the rows that came to each node.
    let cuts: UnsafeMutablePointer<fk_cut>
    let arrivals: UnsafeMutablePointer<Arrival>

    /// Where the rows of a node begin in `order`, how many they are, and the node's depth.
    struct Arrival {
        let start: Int32
        let count: Int32
        let depth: Int32
    }

    /// Makes the space for samples of so many rows, for the time of a call; nothing in it is set.
    static func with(rows: Int, features: Int, stride: Int, _ body: (GrowingSpace) -> Void) {
        let floats = rows * stride + 3 * stride + 2 + 2 * (rows + 16)
        withUnsafeTemporaryAllocation(of: Float.self, capacity: floats) { floats in
            withUnsafeTemporaryAllocation(of: Int32.self, capacity: rows + 2 * features) { numbers in
                withUnsafeTemporaryAllocation(of: fk_cut.self, capacity: rows) { cuts in
                    withUnsafeTemporaryAllocation(of: Arrival.self, capacity: 2 * rows) { arrivals in
                        guard let base = floats.baseAddress, let order = numbers.baseAddress,
                            let cuts = cuts.baseAddress, let arrivals = arrivals.baseAddress
                        else { return }
                        let lows = base + rows * stride
                        body(
                            GrowingSpace(
                                sample: base, lows: lows, highs: lows + stride, normal: lows + 2 * stride,
                                pair: lows + 3 * stride, workspace: lows + 3 * stride + 2,
                                order: order, shuffled: order + rows, terms: order + rows + features, cuts: cuts,
                                arrivals: arrivals))
                    }
                }
            }
        }
    }
}

/// One tree while it grows.
struct Growth {
    private let space: GrowingSpace
    private let cuts: TreeCuts
    private let relations: FeatureRelations?
    /// Features that vary among the training rows: those that have deviations.
    private let varying: [Int]
    private let features: Int
    private let stride: Int
    private let termsPerCut: Int
    private let kind: fk_kind
    /// c(n) for n up to ψ.
    private let expected: [Double]
    private let layers = Ziggurat.normal
    private var random: RandomSource
    /// Terms of the cut being tried.
    private var termCount = 0
    private var coefficients: [Float] = []

    init(
        space: GrowingSpace, cuts: TreeCuts, relations: FeatureRelations?, varying: [Int], features: Int, stride: Int,
        expected: [Double], random: RandomSource
    ) {
        self.space = space
        self.cuts = cuts
        self.relations = relations
        self.varying = varying
        self.features = features
        self.stride = stride
        termsPerCut = cuts.termsPerCut(features: features)
        kind = TreeStore.kind(terms: termsPerCut)
        self.expected = expected
        self.random = random
    }

    /// Cuts node after node, in breadth-first order, and adds the tree to a store.
    mutating func grow(heightLimit: Int, rows: Int, into store: inout TreeStore) {
        for row in 0..<rows { space.order[row] = Int32(row) }
        for feature in 0..<features { space.shuffled[feature] = Int32(feature) }
        let arrivals = space.arrivals
        let firstLeaf = store.leafSizes.count
        var tree = store.nextTree
        arrivals[0] = GrowingSpace.Arrival(start: 0, count: Int32(rows), depth: 0)
        // The children of the j-th cut are nodes 2j + 1 and 2j + 2.
        for node in 0..<2 * rows - 1 {
            if node > 2 * Int(tree.cuts) { break }
            let here = arrivals[node]
            let child: Int32
            if here.count > 1, here.depth < heightLimit, let left = cut(here, &space.cuts[Int(tree.cuts)]) {
                child = tree.cuts
                arrivals[2 * Int(child) + 1] = GrowingSpace.Arrival(
                    start: here.start, count: left, depth: here.depth + 1)
                arrivals[2 * Int(child) + 2] = GrowingSpace.Arrival(
                    start: here.start + left, count: here.count - left, depth: here.depth + 1)
                tree.cuts += 1
                tree.depth = here.depth + 1
            } else {
                child = ~Int32(store.leafSizes.count - firstLeaf)
                store.leafSizes.append(UInt32(here.count))
                store.lengths.append(Float(Double(here.depth) + expected[Int(here.count)]))
            }
            if node == 0 { continue }
            let parent = (node - 1) / 2
            if node % 2 == 1 { space.cuts[parent].children.0 = child } else { space.cuts[parent].children.1 = child }
        }
        tree.terms = Int32(termsPerCut)
        tree.kind = kind
        store.cuts.append(contentsOf: UnsafeBufferPointer(start: space.cuts, count: Int(tree.cuts)))
        store.coefficients.append(contentsOf: coefficients)
        store.add(tree)
    }

    /// Finds a cut of a node and orders the node's rows by side; the number on the left, or nil where all are equal.
    private mutating func cut(_ here: GrowingSpace.Arrival, _ cut: inout fk_cut) -> Int32? {
        if termsPerCut == 1 {
            drawFeatures(here, count: 1)
            return termCount == 0 ? nil : cutAlongOneFeature(here, &cut)
        }
        drawFeatures(here, count: termsPerCut)
        if termCount == 0 { return nil }
        for _ in 0..<TreeGrower.cutAttempts {
            let left: Int32?
            if case .level = cuts {
                left = separate(here, at: drawNormalAndThreshold(), &cut)
            } else {
                drawNormal()
                left = separateBetween(here, &cut)
            }
            if let left { return left }
        }
        drawFeatures(here, count: 1)
        return termCount == 0 ? nil : cutAlongOneFeature(here, &cut)
    }

    /// A cut along the feature that was drawn, at a place uniform in its range.
    private mutating func cutAlongOneFeature(_ here: GrowingSpace.Arrival, _ cut: inout fk_cut) -> Int32? {
        let feature = Int(space.terms[0])
        let (low, high) = (Double(space.lows[feature]), Double(space.highs[feature]))
        // Rounding must not push the cut past the largest value.
        let threshold = min(Float(low + random.uniform() * (high - low)), space.highs[feature].nextDown)
        if kind != FK_SINGLE {
            for index in 0..<features { space.normal[index] = 0 }
            space.normal[feature] = 1
        }
        return separate(here, at: threshold, &cut)
    }

    /// Chooses up to `count` different features that vary among the node's rows, each set equally likely.
    private mutating func drawFeatures(_ here: GrowingSpace.Arrival, count: Int) {
        let rows = space.order + Int(here.start)
        let (lows, highs, terms) = (space.lows, space.highs, space.terms)
        termCount = 0
        if count == features {
            fk_ranges(space.sample, Int32(stride), rows, here.count, lows, highs)
            for feature in 0..<features where lows[feature] < highs[feature] {
                terms[termCount] = Int32(feature)
                termCount += 1
            }
            return
        }
        for position in 0..<features {
            let chosen = position + random.below(features - position)
            let feature = Int(space.shuffled[chosen])
            space.shuffled[chosen] = space.shuffled[position]
            space.shuffled[position] = Int32(feature)
            fk_range(space.sample, Int32(stride), Int32(feature), rows, here.count, lows + feature, highs + feature)
            guard lows[feature] < highs[feature] else { continue }
            // Kept ascending.
            var place = termCount
            while place > 0, terms[place - 1] > Int32(feature) {
                terms[place] = terms[place - 1]
                place -= 1
            }
            terms[place] = Int32(feature)
            termCount += 1
            if termCount == count { return }
        }
    }

    /// Draws a coefficient from N(0, 1) for each term; n·p, with the intercept p uniform in the node's bounding box.
    private mutating func drawNormalAndThreshold() -> Float {
        for index in 0..<features { space.normal[index] = 0 }
        var threshold = 0.0
        for index in 0..<termCount {
            let term = Int(space.terms[index])
            let coefficient = Float(random.normal(from: layers))
            space.normal[term] = coefficient
            let (low, high) = (Double(space.lows[term]), Double(space.highs[term]))
            threshold += Double(coefficient) * (low + random.uniform() * (high - low))
        }
        return Float(threshold)
    }

    /// Draws a coefficient from N(0, 1) for each term, or where deviations count as well for some of all values.
    private mutating func drawNormal() {
        for index in 0..<features { space.normal[index] = 0 }
        if let relations, cuts == .deviations { return drawValues(relations) }
        for index in 0..<termCount { space.normal[Int(space.terms[index])] = Float(random.normal(from: layers)) }
    }

    /// Draws up to four of the features that vary in the node and of the deviations, with a coefficient for each.
    private mutating func drawValues(_ relations: FeatureRelations) {
        let values = termCount + varying.count
        withUnsafeTemporaryAllocation(of: Double.self, capacity: features) { memory in
            guard let normal = memory.baseAddress else { return }
            for index in 0..<features { normal[index] = 0 }
            for value in random.sample(min(TreeCuts.fewFeatures, values), below: values) {
                let coefficient = random.normal(from: layers)
                if value < termCount {
                    normal[Int(space.terms[value])] += coefficient
                } else {
                    relations.add(coefficient, ofDeviation: varying[value - termCount], to: normal)
                }
            }
            for index in 0..<features { space.normal[index] = Float(normal[index]) }
        }
    }

    /// Keeps the cut along the normal if there are rows on both sides, and orders them by side.
    private mutating func separate(
        _ here: GrowingSpace.Arrival, at threshold: Float, _ cut: inout fk_cut
    ) -> Int32? {
        let (first, second, coefficients) = kept()
        let left = fk_separate(
            space.sample, Int32(stride), kind, first, second, coefficients, threshold, space.order + Int(here.start),
            here.count, space.workspace)
        return keep(left, here, threshold, first, second, coefficients, &cut)
    }

    /// The same, at a threshold uniform between the smallest and the largest n·x of the node's rows.
    private mutating func separateBetween(_ here: GrowingSpace.Arrival, _ cut: inout fk_cut) -> Int32? {
        let (first, second, coefficients) = kept()
        var threshold: Float = 0
        let left = fk_separate_between(
            space.sample, Int32(stride), kind, first, second, coefficients, random.uniform(),
            space.order + Int(here.start), here.count, space.workspace, &threshold)
        return keep(left, here, threshold, first, second, coefficients, &cut)
    }

    /// The features and coefficients of the cut as its kind keeps them.
    private func kept() -> (first: Int32, second: Int32, coefficients: UnsafeMutablePointer<Float>) {
        // A cut that has a term for each feature has them in their places.
        if kind == FK_DENSE { return (0, 0, space.normal) }
        let isWhole = termsPerCut == features
        let first = isWhole ? 0 : space.terms[0]
        let second = isWhole ? 1 : termCount > 1 ? space.terms[1] : 0
        if kind == FK_PAIR {
            space.pair[0] = space.normal[Int(first)]
            space.pair[1] = isWhole || termCount > 1 ? space.normal[Int(second)] : 0
        }
        return (first, second, space.pair)
    }

    private mutating func keep(
        _ left: Int32, _ here: GrowingSpace.Arrival, _ threshold: Float, _ first: Int32, _ second: Int32,
        _ kept: UnsafeMutablePointer<Float>, _ cut: inout fk_cut
    ) -> Int32? {
        guard left > 0, left < here.count else { return nil }
        cut = fk_cut(
            threshold: threshold, first: UInt16(first), second: kind == FK_PAIR ? UInt16(second) : 0, children: (0, 0))
        if kind != FK_SINGLE {
            coefficients.append(contentsOf: UnsafeBufferPointer(start: kept, count: kind == FK_PAIR ? 2 : stride))
        }
        return left
    }
}
