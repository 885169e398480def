import CSimilarityKernels

/// An object found by a search.
public struct SimilarityMatch: Equatable, Sendable {
    /// The object.
    public let id: Int64
    /// Where it is on the sky.
    public let rightAscensionDegrees: Double
    /// Where it is on the sky.
    public let declinationDegrees: Double
    /// How far its image is from the one searched for: 0 is the same, 1 is about one spread of one feature.
    public let distance: Float
}

extension SimilarityIndex {
    /// The `count` objects whose descriptors are nearest, the nearest first, of equals that with the smaller id; all objects
    /// where the index has fewer.
    ///
    /// `excluded` is left out: the object itself, where the index may hold it.
    ///
    /// - Throws: `SimilarityError.descriptor` for a descriptor of another length or with a value that is not finite,
    ///   `.neighbours` for a count below 1.
    public func nearest(
        to descriptor: [Float], count wanted: Int, excluding excluded: Int64? = nil
    ) throws(SimilarityError) -> [SimilarityMatch] {
        try check(descriptor, id: nil)
        guard wanted > 0 else { throw .neighbours(count: wanted) }
        var weights = [Float](repeating: 0, count: stride)
        for feature in spreads.indices { weights[feature] = layout.weights[feature] / spreads[feature] }
        let query = descriptor + repeatElement(0, count: stride - descriptor.count)
        let excludedPlace = excluded.flatMap { place(of: $0) }
        var best = NearestPlaces(limit: min(wanted, count))
        // So many distances at a time stay in the first-level cache.
        let block = 1_024
        var distances = [Float](repeating: 0, count: block)
        rows.withUnsafeBufferPointer { rows in
            guard let base = rows.baseAddress else { return }
            distances.withUnsafeMutableBufferPointer { distances in
                for first in Swift.stride(from: 0, to: count, by: block) {
                    let length = min(block, count - first)
                    sk_squared_distances(
                        base + first * stride, Int64(length), Int32(stride), query, weights, distances.baseAddress)
                    for offset in 0..<length where distances[offset] <= best.worstDistance {
                        let place = first + offset
                        if place != excludedPlace { best.offer(place, id: ids[place], distance: distances[offset]) }
                    }
                }
            }
        }
        return best.sorted().map { found in
            SimilarityMatch(
                id: found.id, rightAscensionDegrees: rightAscensions[found.place],
                declinationDegrees: declinations[found.place], distance: found.distance.squareRoot())
        }
    }

    /// The `count` objects most alike to one in the index, without itself.
    ///
    /// - Throws: `SimilarityError.unknown` where the index does not hold it, `.neighbours` for a count below 1.
    public func nearest(to id: Int64, count wanted: Int) throws(SimilarityError) -> [SimilarityMatch] {
        guard let descriptor = descriptor(of: id) else { throw .unknown(id: id) }
        return try nearest(to: descriptor, count: wanted, excluding: id)
    }
}

/// The nearest places so far: a heap whose root is the farthest of them.
private struct NearestPlaces {
    struct Found {
        let place: Int
        let id: Int64
        let distance: Float

        func isFarther(than other: Found) -> Bool {
            distance != other.distance ? distance > other.distance : id > other.id
        }
    }

    let limit: Int
    private var heap: [Found] = []
    /// What an offer may have at most to be of use.
    private(set) var worstDistance = Float.infinity

    init(limit: Int) {
        self.limit = limit
        heap.reserveCapacity(limit)
    }

    mutating func offer(_ place: Int, id: Int64, distance: Float) {
        let found = Found(place: place, id: id, distance: distance)
        if heap.count < limit {
            heap.append(found)
            rise(from: heap.count - 1)
        } else if let root = heap.first, root.isFarther(than: found) {
            heap[0] = found
            sink()
        }
        if heap.count == limit, let root = heap.first { worstDistance = root.distance }
    }

    func sorted() -> [Found] { heap.sorted { $1.isFarther(than: $0) } }

    private mutating func rise(from start: Int) {
        var child = start
        while child > 0, heap[child].isFarther(than: heap[(child - 1) / 2]) {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    private mutating func sink() {
        var parent = 0
        while true {
            var farthest = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count {
                if heap[child].isFarther(than: heap[farthest]) { farthest = child }
            }
            if farthest == parent { return }
            heap.swapAt(parent, farthest)
            parent = farthest
        }
    }
}
