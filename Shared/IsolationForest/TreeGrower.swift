import CForestKernels

/// Grows trees from a training table.
struct TreeGrower: Sendable {
    let table: FeatureTable
    let scaling: FeatureScaling
    let parameters: ForestParameters
    let sampleSize: Int
    let heightLimit: Int
    /// c(n) for n up to ψ.
    private let expected: [Double]
    /// Features that vary among the training rows: those that have deviations.
    private let varying: [Int]

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
        expected = Mathematics.averagePathLengths(upTo: sampleSize)
        varying = scaling.spreads.indices.filter { scaling.spreads[$0] > 0 }
    }

    /// How many rows before it is scaled a row is asked for.
    private static let rowsAhead = 8

    /// The rows of the tree with this index.
    func sampleRows(ofTree index: Int) -> [Int] {
        var random = RandomSource(seed: parameters.seed, stream: UInt64(index))
        return random.sample(sampleSize, below: table.rows)
    }

    /// The trees with these indices, grown on `threads` threads.
    ///
    /// - Throws: `CancellationError`.
    func trees(
        _ indices: Range<Int>, threads: Int, isCancelled: Workers.CancellationCheck, progress: Workers.ProgressReport
    ) throws -> TreeStore {
        // Few enough at a time that threads end together.
        let treesAtOnce = max(1, indices.count / (16 * max(1, threads)))
        let pieces = (indices.count + treesAtOnce - 1) / treesAtOnce
        let grown = try Workers.map(count: pieces, threads: threads, isCancelled: isCancelled, progress: progress) {
            let first = indices.lowerBound + $0 * treesAtOnce
            return trees(first..<min(first + treesAtOnce, indices.upperBound))
        }
        var store = TreeStore(features: table.features)
        store.reserve(for: grown)
        for piece in grown { store.append(piece, at: 0..<piece.count) }
        return store
    }

    /// The trees with these indices; each depends on nothing but the table, the settings and its index.
    func trees(_ indices: Range<Int>) -> TreeStore {
        var store = TreeStore(features: table.features)
        GrowingSpace.with(rows: sampleSize, features: table.features, stride: store.stride) { space in
            for index in indices {
                var random = RandomSource(seed: parameters.seed, stream: UInt64(index))
                let cuts = parameters.cuts(ofTree: index, features: table.features)
                fill(space, with: random.sample(sampleSize, below: table.rows))
                var growth = Growth(
                    space: space, cuts: cuts, relations: scaling.relations, varying: varying, features: table.features,
                    stride: store.stride, expected: expected, random: random)
                growth.grow(heightLimit: heightLimit, rows: sampleSize, into: &store)
            }
        }
        return store
    }

    /// Puts the scaled rows of a sample into the space.
    private func fill(_ space: GrowingSpace, with rows: [Int]) {
        let stride = TreeStore.stride(features: table.features)
        for padding in table.features..<stride { space.normal[padding] = 0 }
        table.values.withUnsafeBufferPointer { values in
            for (position, row) in rows.enumerated() {
                // The rows of a sample lie far apart: the next ones are on their way while this one is scaled.
                if position + Self.rowsAhead < rows.count, let base = values.baseAddress {
                    fk_prefetch(base + rows[position + Self.rowsAhead] * table.features, Int32(table.features))
                }
                let target = space.sample + position * stride
                for padding in table.features..<stride { target[padding] = 0 }
                let start = row * table.features
                scaling.scale(UnsafeBufferPointer(rebasing: values[start..<start + table.features]), into: target)
            }
        }
    }
}
