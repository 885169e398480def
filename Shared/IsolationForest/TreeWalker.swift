/// Walks scaled rows down the trees of a `TreeStore`, whose checks it relies on.
///
/// `UnsafeBufferPointer` does not check its borders in release builds.
struct TreeWalker {
    let entries: UnsafeBufferPointer<TreeStore.Entry>
    let nodes: UnsafeBufferPointer<TreeStore.Node>
    let termFeatures: UnsafeBufferPointer<UInt16>
    let coefficients: UnsafeBufferPointer<Float>
    let features: Int
    let stride: Int

    /// Adds, for each of `count` padded rows, the path length in the tree at `position` to its sum.
    func addPathLengths(
        inTree position: Int, of rows: UnsafePointer<Float>, count: Int, to sums: UnsafeMutablePointer<Double>
    ) {
        let entry = entries[position]
        switch entry.normals {
        case .single:
            add(entry, rows, count, sums) { cut, row in row[Int(termFeatures[entry.firstTerm + cut])] }
        case .pair:
            add(entry, rows, count, sums) { cut, row in pairProjection(entry, cut, row) }
        case .dense:
            add(entry, rows, count, sums) { cut, row in denseProjection(entry, cut, row) }
        }
    }

    /// Calls `body` with the node numbers of each step of a row's way down: the cut's node, the cut's number in its
    /// tree and the child's node.
    func visitPath(
        inTree position: Int, of row: UnsafePointer<Float>, _ body: (_ node: Int, _ cut: Int, _ child: Int) -> Void
    ) {
        let entry = entries[position]
        var node = 0
        while true {
            let here = nodes[entry.firstNode + node]
            if here.cut < 0 { return }
            let cut = Int(here.cut)
            let projection =
                switch entry.normals {
                case .single: row[Int(termFeatures[entry.firstTerm + cut])]
                case .pair: pairProjection(entry, cut, row)
                case .dense: denseProjection(entry, cut, row)
                }
            let child = 2 * cut + (projection <= here.value ? 1 : 2)
            body(entry.firstNode + node, cut, entry.firstNode + child)
            node = child
        }
    }

    /// Calls `body` with feature and coefficient of each term of a cut; terms of coefficient 0 may be among them.
    @inline(__always)
    func forEachTerm(inTree position: Int, cut: Int, _ body: (_ feature: Int, _ coefficient: Float) -> Void) {
        let entry = entries[position]
        switch entry.normals {
        case .single: body(Int(termFeatures[entry.firstTerm + cut]), 1)
        case .pair:
            for term in 2 * cut...2 * cut + 1 {
                body(Int(termFeatures[entry.firstTerm + term]), coefficients[entry.firstCoefficient + term])
            }
        case .dense:
            for feature in 0..<features {
                body(feature, coefficients[entry.firstCoefficient + cut * stride + feature])
            }
        }
    }

    @inline(__always)
    private func pairProjection(_ entry: TreeStore.Entry, _ cut: Int, _ row: UnsafePointer<Float>) -> Float {
        let term = entry.firstTerm + 2 * cut
        let coefficient = entry.firstCoefficient + 2 * cut
        return Projection.pair(
            coefficients[coefficient], row[Int(termFeatures[term])], coefficients[coefficient + 1],
            row[Int(termFeatures[term + 1])])
    }

    @inline(__always)
    private func denseProjection(_ entry: TreeStore.Entry, _ cut: Int, _ row: UnsafePointer<Float>) -> Float {
        guard let base = coefficients.baseAddress else { return 0 }
        return Projection.dense(base + entry.firstCoefficient + cut * stride, row, stride: stride)
    }

    @inline(__always)
    private func add(
        _ entry: TreeStore.Entry, _ rows: UnsafePointer<Float>, _ count: Int, _ sums: UnsafeMutablePointer<Double>,
        _ projection: (_ cut: Int, _ row: UnsafePointer<Float>) -> Float
    ) {
        for index in 0..<count {
            let row = rows + index * stride
            var node = nodes[entry.firstNode]
            while node.cut >= 0 {
                let cut = Int(node.cut)
                let child = 2 * cut + (projection(cut, row) <= node.value ? 1 : 2)
                node = nodes[entry.firstNode + child]
            }
            sums[index] += Double(node.value)
        }
    }
}
