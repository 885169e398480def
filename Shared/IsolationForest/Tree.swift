import CForestKernels

/// One isolation tree for reading: nodes in breadth-first order, the root first.
///
/// Because of that order the tree's shape is one bit a node: the children of the tree's j-th cut (from 0) are nodes
/// 2j + 1 (rows with n·x ≤ threshold) and 2j + 2.
struct Tree: Sendable, Equatable {
    /// Features combined by each cut: the extension level + 1.
    let termsPerCut: Int
    /// Whether each node is a cut, else it is a leaf.
    var isCut: [Bool] = []
    /// n·p of each cut.
    var thresholds: [Float] = []
    /// The features of each cut, ascending.
    ///
    /// A cut that has fewer than `termsPerCut` ends in terms of feature 0 and
    /// coefficient 0; where a cut has a term for each feature, they are all in their places.
    var termFeatures: [UInt16] = []
    /// The coefficient of each term; where cuts have one term it is 1 and not kept.
    var coefficients: [Float] = []
    /// Sample rows in each leaf.
    var leafSizes: [UInt32] = []

    /// Sample rows and depth of each node.
    func sizesAndDepths() -> (sizes: [UInt32], depths: [Int]) {
        var sizes = [UInt32](repeating: 0, count: isCut.count)
        var depths = [Int](repeating: 0, count: isCut.count)
        var cut = 0
        var leaf = 0
        for node in isCut.indices {
            if isCut[node] {
                depths[2 * cut + 1] = depths[node] + 1
                depths[2 * cut + 2] = depths[node] + 1
                cut += 1
            } else {
                sizes[node] = leafSizes[leaf]
                leaf += 1
            }
        }
        for node in isCut.indices.reversed() where isCut[node] {
            cut -= 1
            sizes[node] = sizes[2 * cut + 1] &+ sizes[2 * cut + 2]
        }
        return (sizes, depths)
    }
}

extension TreeStore {
    /// The tree at a position.
    func tree(at position: Int) -> Tree {
        let entry = trees[position]
        let terms = Int(entry.terms)
        var tree = Tree(termsPerCut: terms)
        tree.leafSizes = Array(leafSizes[leafRange(ofTree: position)])
        var coefficient = Int(entry.first_coefficient)
        for (index, node) in nodes[nodeRange(ofTree: position)].enumerated() {
            let isCut = node.left != index
            tree.isCut.append(isCut)
            guard isCut else { continue }
            tree.thresholds.append(node.threshold)
            let normal = coefficients[coefficient...].prefix(coefficientsPerCut(entry.kind))
            coefficient += normal.count
            switch entry.kind {
            case FK_SINGLE: tree.termFeatures.append(node.first)
            case FK_PAIR:
                tree.termFeatures += [node.first, node.second]
                tree.coefficients += normal
            default:
                let places =
                    terms == features
                    ? Array(0..<features) : (0..<features).filter { normal[normal.startIndex + $0] != 0 }
                tree.termFeatures += places.map { UInt16($0) } + Array(repeating: 0, count: terms - places.count)
                tree.coefficients +=
                    places.map { normal[normal.startIndex + $0] } + Array(repeating: 0, count: terms - places.count)
            }
        }
        return tree
    }
}
