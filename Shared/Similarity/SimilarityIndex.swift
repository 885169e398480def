/// Descriptors of images with the objects they show, and the search for the objects most alike.
///
/// ```swift
/// var index = SimilarityIndex(layout: DescriptorLayout(bandCount: 1))
/// try index.add(descriptor, id: 42, rightAscensionDegrees: 10.5, declinationDegrees: -3)
/// let matches = try index.nearest(to: 42, count: 10)
/// ```
///
/// The distance of two objects is √Σᵢ (wᵢ (aᵢ − bᵢ) / sᵢ)²: each feature is measured by its own spread s in the index, so that
/// none counts for more because of its unit, and weighted by the layout's w. The spread is robust, 1.4826 times the median
/// distance from the median (a normal distribution's standard deviation; a few strange objects do not change it), but at
/// least 0.3 times the standard deviation (of a feature that is the same for most, such as the negative light, the robust
/// spread is 0) and at least the layout's floor. There is no whitening by principal components: it would scale up the
/// directions in which objects hardly differ, which are mostly noise.
///
/// Descriptors are kept as they were given, and spreads only enter when a search starts. So an object can be added at any
/// time without touching others; spreads are measured again whenever the index has doubled, and by `measureSpreads()`.
///
/// A search looks at every object, one after the other in memory: it is exact. Complexity: O(objects · features).
///
/// A copy made by assignment shares memory until one of the two changes.
public struct SimilarityIndex: Sendable {
    /// The features of each descriptor.
    public let layout: DescriptorLayout

    /// Rows of `stride` floats, padded with zeros.
    var rows: [Float] = []
    var ids: [Int64] = []
    var rightAscensions: [Double] = []
    var declinations: [Double] = []
    private var places: [Int64: Int] = [:]

    /// The spread s of each feature; 1 while the index has never been measured.
    public internal(set) var spreads: [Float]
    /// How many objects the index had when spreads were measured last.
    public internal(set) var measuredCount = 0

    /// Floats from one row to the next.
    let stride: Int

    /// An empty index for descriptors of this layout.
    public init(layout: DescriptorLayout) {
        self.layout = layout
        spreads = [Float](repeating: 1, count: layout.length)
        stride = Self.stride(length: layout.length)
    }

    static func stride(length: Int) -> Int { (length + 7) / 8 * 8 }

    /// Objects in the index.
    public var count: Int { ids.count }

    /// Whether the index holds this object.
    public func contains(_ id: Int64) -> Bool { places[id] != nil }

    /// The descriptor kept for an object; nil where the index does not hold it.
    public func descriptor(of id: Int64) -> [Float]? {
        places[id].map { Array(rows[$0 * stride..<$0 * stride + layout.length]) }
    }

    /// Takes room for so many objects at once.
    public mutating func reserveCapacity(_ objects: Int) {
        rows.reserveCapacity(objects * stride)
        ids.reserveCapacity(objects)
        rightAscensions.reserveCapacity(objects)
        declinations.reserveCapacity(objects)
        places.reserveCapacity(objects)
    }

    /// Adds an object, or replaces the one with the same id.
    ///
    /// - Throws: `SimilarityError.descriptor` where the descriptor has another length or a value that is not finite, or
    ///   where the position is none on the sky; the index is then as it was.
    public mutating func add(
        _ descriptor: [Float], id: Int64, rightAscensionDegrees: Double, declinationDegrees: Double
    ) throws(SimilarityError) {
        try check(descriptor, id: id)
        guard rightAscensionDegrees.isFinite, (-90...90).contains(declinationDegrees) else {
            throw .descriptor(
                id: id,
                reason: "its position is \(rightAscensionDegrees), \(declinationDegrees); expected degrees on the sky")
        }
        if let place = places[id] {
            rows.replaceSubrange(place * stride..<place * stride + descriptor.count, with: descriptor)
            rightAscensions[place] = rightAscensionDegrees
            declinations[place] = declinationDegrees
        } else {
            places[id] = count
            rows.append(contentsOf: descriptor)
            rows.append(contentsOf: repeatElement(0, count: stride - descriptor.count))
            ids.append(id)
            rightAscensions.append(rightAscensionDegrees)
            declinations.append(declinationDegrees)
        }
        // From 16 on: the spread of a handful says nothing.
        if count >= max(16, 2 * measuredCount) { measureSpreads() }
    }

    func check(_ descriptor: [Float], id: Int64?) throws(SimilarityError) {
        guard descriptor.count == layout.length else {
            throw .descriptor(id: id, reason: "it has \(descriptor.count) features; expected \(layout.length)")
        }
        // Squares of differences stay finite.
        if let feature = descriptor.firstIndex(where: { !(abs($0) <= 1e6) }) {
            throw .descriptor(
                id: id, reason: "\(layout.names[feature]) is \(descriptor[feature]); expected at most 1e6 from zero")
        }
    }

    func place(of id: Int64) -> Int? { places[id] }

    /// Numbers the objects by id; the first id that stands twice, or nil.
    mutating func numberPlaces() -> Int64? {
        places = Dictionary(minimumCapacity: count)
        for (place, id) in ids.enumerated() where places.updateValue(place, forKey: id) != nil { return id }
        return nil
    }
}
