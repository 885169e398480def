/// A leaf's size is stored less one, in as few bytes as any size up to ψ needs.
private func leafSizeBytes(sampleSize: Int) -> Int {
    sampleSize <= 1 << 8 ? 1 : sampleSize <= 1 << 16 ? 2 : 4
}

extension ByteWriter {
    /// Writes a tree; see StoredForm.md for the layout.
    mutating func write(_ tree: Tree, features: Int, sampleSize: Int) {
        write(UInt32(tree.thresholds.count))
        write(tree.thresholds)
        write(tree.coefficients)
        // A cut along all features has all features.
        if tree.termsPerCut < features {
            for feature in tree.termFeatures {
                if features <= 1 << 8 { write(UInt8(feature)) } else { write(feature) }
            }
        }
        for size in tree.leafSizes {
            switch leafSizeBytes(sampleSize: sampleSize) {
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
    /// Reads a tree and checks all that walking it relies on.
    mutating func readTree(terms: Int, features: Int, sampleSize: Int) throws(ForestError) -> Tree {
        let start = offset
        let cuts = try readCount()
        guard cuts < sampleSize else {
            throw .stored(reason: "a tree with \(cuts) cuts of \(sampleSize) rows", offset: start)
        }
        var tree = Tree(termsPerCut: terms)
        tree.thresholds = try readFloats(cuts)
        let termCount = try product(cuts, terms)
        if terms > 1 { tree.coefficients = try readFloats(termCount) }
        if terms == features {
            tree.termFeatures = (0..<termCount).map { UInt16($0 % features) }
        } else if features <= 1 << 8 {
            tree.termFeatures = try readNumbers(termCount, UInt8.self).map { UInt16($0) }
        } else {
            tree.termFeatures = try readNumbers(termCount, UInt16.self)
        }
        guard tree.termFeatures.allSatisfy({ Int($0) < features }) else {
            throw .stored(reason: "a cut along a feature that does not exist", offset: start)
        }
        switch leafSizeBytes(sampleSize: sampleSize) {
        case 1: tree.leafSizes = try readNumbers(cuts + 1, UInt8.self).map { UInt32($0) + 1 }
        case 2: tree.leafSizes = try readNumbers(cuts + 1, UInt16.self).map { UInt32($0) + 1 }
        default: tree.leafSizes = try readNumbers(cuts + 1, UInt32.self).map { $0 &+ 1 }
        }
        let nodes = 2 * cuts + 1
        let bits = try readNumbers((nodes + 7) / 8, UInt8.self)
        try align()
        tree.isCut = (0..<nodes).map { bits[$0 / 8] >> ($0 % 8) & 1 == 1 }
        try checkShape(of: tree, cuts: cuts, sampleSize: sampleSize, offset: start)
        return tree
    }

    /// As many cuts as promised, children after their parents, and all sample rows in the leaves.
    private func checkShape(of tree: Tree, cuts: Int, sampleSize: Int, offset: Int) throws(ForestError) {
        var cut = 0
        for (node, isCut) in tree.isCut.enumerated() where isCut {
            guard node <= 2 * cut else {
                throw .stored(reason: "a tree whose nodes do not hang together", offset: offset)
            }
            cut += 1
        }
        var rows = 0
        for size in tree.leafSizes { rows += Int(size) }
        guard cut == cuts, rows == sampleSize else {
            throw .stored(reason: "a tree with \(cut) cuts and \(rows) rows", offset: offset)
        }
    }
}
