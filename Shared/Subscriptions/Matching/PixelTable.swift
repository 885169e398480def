import Sky

/// For each pixel of an order the rules whose areas it may touch.
struct PixelTable: Sendable {
    /// Where each pixel's rules begin, and where the last one's end; empty where there are no rules.
    private let starts: [Int32]
    private let entries: [Int32]
    /// By how many bits an order-29 pixel's number is longer.
    private let shift: Int64

    init(_ rules: [(ranges: [Range<Int32>], rule: Int32)], order: Int) {
        shift = Int64(2 * (Healpix.finestOrder - order))
        guard !rules.isEmpty else {
            starts = []
            entries = []
            return
        }
        // Count, add up, fill in: pixels' entries come out in the order of the rules.
        var ends = [Int32](repeating: 0, count: 12 << (2 * order) + 1)
        for (ranges, _) in rules {
            for range in ranges { for pixel in range { ends[Int(pixel) + 1] += 1 } }
        }
        for pixel in 1..<ends.count { ends[pixel] += ends[pixel - 1] }
        starts = ends
        entries = [Int32](unsafeUninitializedCapacity: Int(ends[ends.count - 1])) { entries, count in
            for (ranges, rule) in rules {
                for range in ranges {
                    for pixel in range {
                        entries[Int(ends[Int(pixel)])] = rule
                        ends[Int(pixel)] += 1
                    }
                }
            }
            count = entries.count
        }
    }

    /// The rules whose areas may hold a place.
    func rules(at place: MatchPlace) -> ArraySlice<Int32> {
        guard !starts.isEmpty else { return [] }
        let pixel = Int(place.pixel >> shift)
        return entries[Int(starts[pixel])..<Int(starts[pixel + 1])]
    }
}
