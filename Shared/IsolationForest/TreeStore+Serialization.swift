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
        var common = fk_stored_form(
            features: Int32(form.features), stride: Int32(TreeStore.stride(features: form.features)),
            sample_size: Int32(form.sampleSize), feature_bytes: Int32(form.featureBytes),
            leaf_bytes: Int32(form.leafBytes))
        var stored = [fk_stored_tree](repeating: fk_stored_tree(), count: terms.count)
        for index in terms.indices {
            let place = bytes.baseAddress.map { $0.assumingMemoryBound(to: UInt8.self) + offset }
            let size = fk_find_tree(place, Int64(bytes.count - offset), Int32(terms[index]), &common, &stored[index])
            guard size > 0 else {
                throw .stored(
                    reason: "tree \(index) (from 0) of \(terms.count) has more cuts than its \(form.sampleSize) rows "
                        + "allow, or more bytes than are left", offset: offset)
            }
            try skip(Int(size))
        }
        return try TreeStore(reading: stored, &common, offset: offset)
    }
}

extension TreeStore {
    /// The trees whose parts are at these places; `offset` is where they end, for the error's sake.
    fileprivate init(
        reading stored: [fk_stored_tree], _ form: inout fk_stored_form, offset: Int
    ) throws(ForestError) {
        self.init(features: Int(form.features))
        let expected = Mathematics.averagePathLengths(upTo: Int(form.sample_size))
        var workspace = [Int32](repeating: 0, count: 2 * (Int(form.sample_size) + 1))
        var coefficientCount = 0
        var cutCount = 0
        for tree in stored {
            cutCount += Int(tree.cuts)
            coefficientCount += Int(tree.cuts) * coefficientsPerCut(Self.kind(terms: Int(tree.terms)))
        }
        let leafCount = cutCount + stored.count
        var places = [fk_tree](repeating: fk_tree(), count: stored.count)
        var sound: Int32 = 0
        var fault = FK_SOUND
        var coefficients = [Float](repeating: 0, count: coefficientCount)
        var lengths = [Float](repeating: 0, count: leafCount)
        var leafSizes = [UInt32](repeating: 0, count: leafCount)
        cuts = [fk_cut](unsafeUninitializedCapacity: cutCount) { cuts, initialized in
            fault = fk_read_trees(
                stored, Int32(stored.count), &form, expected, &places, cuts.baseAddress, &leafSizes, &lengths,
                &coefficients, &workspace, &sound)
            initialized = fault == FK_SOUND ? cutCount : 0
        }
        self.coefficients = coefficients
        self.leafSizes = leafSizes
        self.lengths = lengths
        if let reason = fault.reason {
            throw .stored(reason: "tree \(sound) (from 0) of \(stored.count): \(reason)", offset: offset)
        }
        add(places)
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
