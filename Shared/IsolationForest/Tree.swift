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
        let place = trees[position]
        let terms = Int(place.terms)
        var tree = Tree(termsPerCut: terms)
        tree.leafSizes = Array(leafSizes[place.leafRange])
        tree.isCut = [place.cuts > 0]
        var coefficient = Int(place.first_coefficient)
        for cut in cuts[place.cutRange] {
            tree.isCut += [cut.children.0 >= 0, cut.children.1 >= 0]
            tree.thresholds.append(cut.threshold)
            let normal = coefficients[coefficient...].prefix(coefficientsPerCut(place.kind))
            coefficient += normal.count
            switch place.kind {
            case FK_SINGLE: tree.termFeatures.append(cut.first)
            case FK_PAIR:
                tree.termFeatures += [cut.first, cut.second]
                tree.coefficients += normal
            default:
                let values = Array(normal.prefix(features))
                let places = terms == features ? Array(values.indices) : values.indices.filter { values[$0] != 0 }
                let padding = terms - places.count
                tree.termFeatures += places.map { UInt16($0) } + Array(repeating: 0, count: padding)
                tree.coefficients += places.map { values[$0] } + Array(repeating: 0, count: padding)
            }
        }
        return tree
    }
}
