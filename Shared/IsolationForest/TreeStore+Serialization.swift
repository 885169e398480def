import CForestKernels

/// How trees of a forest are stored; see StoredForm.md for the layout.
struct StoredTrees {
    let features: Int
    let sampleSize: Int

    /// A leaf's size is stored less one, in as few bytes as any size up to ψ needs.
    var leafBytes: Int { sampleSize <= 1 << 8 ? 1 : sampleSize <= 1 << 16 ? 2 : 4 }

    var featureBytes: Int { features <= 1 << 8 ? 1 : 2 }
}

extension ByteWriter {
    /// Writes a tree.
    mutating func write(_ tree: Tree, _ form: StoredTrees) {
        write(UInt32(tree.thresholds.count))
        write(tree.thresholds)
        write(tree.coefficients)
        // A cut along all features has all features.
        if tree.termsPerCut < form.features {
            for feature in tree.termFeatures {
                if form.featureBytes == 1 { write(UInt8(feature)) } else { write(feature) }
            }
        }
        for size in tree.leafSizes {
            switch form.leafBytes {
            case 1: write(UInt8(size - 1))
            case 2: write(UInt16(size - 1))
            default: write(size - 1)
            }
        }
        for first in stride(from: 0, to: tree.isCut.count, by: 8) {
            var byte: UInt8 = 0
            for (bit, isCut) in tree.isCut[first...].prefix(8).enumerated() where isCut { byte |= 1 << bit }
            write(byte)
        }
        align()
    }
}

extension ByteReader {
    /// Reads the trees whose cuts have these numbers of terms, and checks all that walking them relies on.
    mutating func readTrees(terms: [Int], _ form: StoredTrees) throws(ForestError) -> TreeStore {
        var stored: [fk_stored_tree] = []
        stored.reserveCapacity(terms.count)
        for count in terms { stored.append(try findTree(terms: count, form)) }
        return try TreeStore(reading: stored, form, offset: offset)
    }

    /// Where the parts of the next tree are.
    private mutating func findTree(terms: Int, _ form: StoredTrees) throws(ForestError) -> fk_stored_tree {
        let start = offset
        let cuts = try readCount()
        guard cuts < form.sampleSize else {
            throw .stored(reason: "a tree with \(cuts) cuts of \(form.sampleSize) rows", offset: start)
        }
        let termCount = try product(cuts, terms)
        var tree = fk_stored_tree()
        tree.cuts = Int32(cuts)
        tree.terms = Int32(terms)
        tree.feature_bytes = Int32(form.featureBytes)
        tree.leaf_bytes = Int32(form.leafBytes)
        tree.thresholds = try skip(cuts, of: 4)
        if terms > 1 { tree.coefficients = try skip(termCount, of: 4) }
        if terms < form.features { tree.term_features = try skip(termCount, of: form.featureBytes) }
        tree.leaf_sizes = try skip(cuts + 1, of: form.leafBytes)
        tree.shape = try skip((2 * cuts + 8) / 8, of: 1)
        try align()
        return tree
    }
}

extension TreeStore {
    /// The trees whose parts are at these places; `offset` is where they end, for the error's sake.
    fileprivate init(reading stored: [fk_stored_tree], _ form: StoredTrees, offset: Int) throws(ForestError) {
        self.init(features: form.features)
        let expected = Mathematics.averagePathLengths(upTo: form.sampleSize)
        var workspace = [Int32](repeating: 0, count: form.sampleSize + 2)
        var coefficientCount = 0
        var cutCount = 0
        for tree in stored {
            cutCount += Int(tree.cuts)
            coefficientCount += Int(tree.cuts) * coefficientsPerCut(Self.kind(terms: Int(tree.terms)))
        }
        let leafCount = cutCount + stored.count
        var places: [fk_tree] = []
        places.reserveCapacity(stored.count)
        var fault = FK_SOUND
        var coefficients = [Float](repeating: 0, count: coefficientCount)
        var lengths = [Float](repeating: 0, count: leafCount)
        var leafSizes = [UInt32](repeating: 0, count: leafCount)
        cuts = [fk_cut](unsafeUninitializedCapacity: cutCount) { cuts, initialized in
            var place = fk_tree()
            for var tree in stored {
                fault = coefficients.withUnsafeMutableBufferPointer { coefficients in
                    fk_read_tree(
                        &tree, Int32(features), Int32(stride), Int32(form.sampleSize), expected, &place,
                        cuts.baseAddress.map { $0 + Int(place.first_cut) }, &leafSizes[Int(place.first_leaf)],
                        &lengths[Int(place.first_leaf)],
                        coefficients.baseAddress.map { $0 + Int(place.first_coefficient) }, &workspace)
                }
                if fault != FK_SOUND { return }
                places.append(place)
                initialized += Int(place.cuts)
                place.first_cut += Int64(place.cuts)
                place.first_leaf += Int64(place.cuts) + 1
                place.first_coefficient += Int64(Int(tree.cuts) * coefficientsPerCut(place.kind))
            }
        }
        self.coefficients = coefficients
        self.leafSizes = leafSizes
        self.lengths = lengths
        if let reason = fault.reason {
            throw .stored(reason: "tree \(places.count) (from 0) of \(stored.count): \(reason)", offset: offset)
        }
        for place in places { add(place) }
    }
}

extension fk_fault {
    /// What is wrong, for people; nil where nothing is.
    fileprivate var reason: String? {
        switch self {
        case FK_SOUND: nil
        case FK_NOT_FINITE: "a number is not finite"
        case FK_NO_SUCH_FEATURE: "a cut along a feature that does not exist"
        case FK_OTHER_ROWS: "its leaves do not hold as many rows as its sample"
        default: "its nodes do not hang together"
        }
    }
}
