import CForestKernels

/// What a tree is grown in, made once for many trees: arrays without checks, as growing does little else than to go
/// through them.
struct GrowingSpace {
    /// Scaled rows, padded: what is projected.
    let sample: UnsafeMutablePointer<Float>
    /// The same rows in the coordinates in which the normals of decorrelated trees are drawn.
    let decorrelated: UnsafeMutablePointer<Float>
    /// Smallest and largest value in a node, by coordinate.
    let lows: UnsafeMutablePointer<Float>
    let highs: UnsafeMutablePointer<Float>
    /// The normal of a cut, in its coordinates and in scaled features.
    let drawn: UnsafeMutablePointer<Float>
    let normal: UnsafeMutablePointer<Float>
    /// What the kernels work in.
    let workspace: UnsafeMutablePointer<Float>
    /// Row numbers, those of one node side by side.
    let order: UnsafeMutablePointer<Int32>
    /// The features in a random order, drawn one by one for each cut.
    let shuffled: UnsafeMutablePointer<Int32>
    /// The coordinates that a cut combines, ascending.
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
        let floats = 2 * rows * stride + 4 * stride + 2 * (rows + 16)
        withUnsafeTemporaryAllocation(of: Float.self, capacity: floats) { floats in
            withUnsafeTemporaryAllocation(of: Int32.self, capacity: rows + 2 * features) { numbers in
                withUnsafeTemporaryAllocation(of: fk_cut.self, capacity: rows) { cuts in
                    withUnsafeTemporaryAllocation(of: Arrival.self, capacity: 2 * rows) { arrivals in
                        guard let base = floats.baseAddress, let order = numbers.baseAddress,
                            let cuts = cuts.baseAddress, let arrivals = arrivals.baseAddress
                        else { return }
                        let lows = base + 2 * rows * stride
                        body(
                            GrowingSpace(
                                sample: base, decorrelated: base + rows * stride, lows: lows, highs: lows + stride,
                                drawn: lows + 2 * stride, normal: lows + 3 * stride, workspace: lows + 4 * stride,
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
    /// The rows in the coordinates in which normals and intercepts are drawn.
    private let coordinates: UnsafeMutablePointer<Float>
    /// What leads from those coordinates back; nil when they are the scaled features.
    private let decorrelation: DecorrelatedCoordinates?
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
        space: GrowingSpace, coordinates: UnsafeMutablePointer<Float>, decorrelation: DecorrelatedCoordinates?,
        features: Int, stride: Int, termsPerCut: Int, expected: [Double], random: RandomSource
    ) {
        self.space = space
        self.coordinates = coordinates
        self.decorrelation = decorrelation
        self.features = features
        self.stride = stride
        self.termsPerCut = termsPerCut
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

    /// Finds a cut of a node and orders the node's rows by side; the number on the left, or nil where all
    /// are equal.
    private mutating func cut(_ here: GrowingSpace.Arrival, _ cut: inout fk_cut) -> Int32? {
        drawTerms(here, count: termsPerCut, in: coordinates)
        if termCount == 0 { return nil }
        if termsPerCut == 1 { return cutAlongOneFeature(here, &cut) }
        for _ in 0..<TreeGrower.cutAttempts {
            let threshold = drawNormalAndThreshold()
            if let left = separate(here, at: threshold, &cut) { return left }
        }
        drawTerms(here, count: 1, in: space.sample)
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

    /// Chooses up to `count` different coordinates that vary among the node's rows, each set equally likely.
    private mutating func drawTerms(
        _ here: GrowingSpace.Arrival, count: Int, in coordinates: UnsafeMutablePointer<Float>
    ) {
        let rows = space.order + Int(here.start)
        let (lows, highs, terms) = (space.lows, space.highs, space.terms)
        termCount = 0
        if count == features {
            fk_ranges(coordinates, Int32(stride), rows, here.count, lows, highs)
            for coordinate in 0..<features where lows[coordinate] < highs[coordinate] {
                terms[termCount] = Int32(coordinate)
                termCount += 1
            }
            return
        }
        for position in 0..<features {
            let chosen = position + random.below(features - position)
            let coordinate = Int(space.shuffled[chosen])
            space.shuffled[chosen] = space.shuffled[position]
            space.shuffled[position] = Int32(coordinate)
            fk_range(
                coordinates, Int32(stride), Int32(coordinate), rows, here.count, lows + coordinate, highs + coordinate)
            guard lows[coordinate] < highs[coordinate] else { continue }
            // Kept ascending.
            var place = termCount
            while place > 0, terms[place - 1] > Int32(coordinate) {
                terms[place] = terms[place - 1]
                place -= 1
            }
            terms[place] = Int32(coordinate)
            termCount += 1
            if termCount == count { return }
        }
    }

    /// Draws a coefficient from N(0, 1) for each term; n·p, with the intercept p uniform in the node's bounding box.
    private mutating func drawNormalAndThreshold() -> Float {
        let target = decorrelation == nil ? space.normal : space.drawn
        for index in 0..<features { target[index] = 0 }
        var threshold = 0.0
        for index in 0..<termCount {
            let term = Int(space.terms[index])
            let coefficient = Float(random.normal(from: layers))
            target[term] = coefficient
            let (low, high) = (Double(space.lows[term]), Double(space.highs[term]))
            threshold += Double(coefficient) * (low + random.uniform() * (high - low))
        }
        decorrelation?.scaledNormal(space.drawn, into: space.normal)
        return Float(threshold)
    }

    /// Keeps the cut along the normal if there are rows on both sides, and orders them by side.
    private mutating func separate(
        _ here: GrowingSpace.Arrival, at threshold: Float, _ cut: inout fk_cut
    ) -> Int32? {
        // A cut that has a term for each feature has them in their places.
        var first: Int32 = 0
        var second: Int32 = termsPerCut == features ? 1 : 0
        if termsPerCut < features, kind != FK_DENSE {
            first = space.terms[0]
            second = termCount > 1 ? space.terms[1] : 0
        }
        var kept = UnsafePointer(space.normal)
        if kind == FK_PAIR {
            space.drawn[0] = space.normal[Int(first)]
            space.drawn[1] = termsPerCut == features || termCount > 1 ? space.normal[Int(second)] : 0
            kept = UnsafePointer(space.drawn)
        }
        let left = fk_separate(
            space.sample, Int32(stride), kind, first, second, kept, threshold, space.order + Int(here.start),
            here.count,
            space.workspace)
        guard left > 0, left < here.count else { return nil }
        cut = fk_cut(
            threshold: threshold, first: kind == FK_DENSE ? 0 : UInt16(first),
            second: kind == FK_PAIR ? UInt16(second) : 0, children: (0, 0))
        if kind != FK_SINGLE {
            coefficients.append(contentsOf: UnsafeBufferPointer(start: kept, count: kind == FK_PAIR ? 2 : stride))
        }
        return left
    }
}
