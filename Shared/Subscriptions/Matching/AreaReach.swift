import Sky

/// The pixels in which an area set may hold a place: by them an index finds the rules of a place.
enum AreaReach: Sendable {
    /// Pixels of the narrow order.
    case narrow([Range<Int32>])
    /// Pixels of the wide order.
    case wide([Range<Int32>])
    /// Most of the sky, or all of it.
    case everywhere

    /// Order of pixels of 0.9° for small areas.
    static let narrowOrder = 6
    /// Order of pixels of 7.3° for large ones.
    static let wideOrder = 3
    /// 0.5 % of the sky, 215 square degrees.
    private static let mostNarrow = 256
    /// Half of the sky.
    private static let mostWide = 384

    init(_ areas: AreaSet) {
        if let cells = areas.cells(order: Self.narrowOrder, most: Self.mostNarrow) {
            self = .narrow(cells)
        } else if let cells = areas.cells(order: Self.wideOrder, most: Self.mostWide) {
            self = .wide(cells)
        } else {
            self = .everywhere
        }
    }
}
