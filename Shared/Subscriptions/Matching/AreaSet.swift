import Messages
import Sky

/// All of a subscription's areas: inside at least one of those that are not marked outside, and outside all that are.
public struct AreaSet: Sendable {
    /// Those that a place must be in one of; none: anywhere.
    public let inside: [CompiledArea]
    /// Those that a place must be in none of.
    public let outside: [CompiledArea]

    /// Checks areas.
    public init(_ areas: [SkyArea]) throws(AreaError) {
        var inside: [CompiledArea] = []
        var outside: [CompiledArea] = []
        for area in areas {
            let compiled = try CompiledArea(area)
            if compiled.isOutside { outside.append(compiled) } else { inside.append(compiled) }
        }
        (self.inside, self.outside) = (inside, outside)
    }

    /// Whether there are none.
    public var isEmpty: Bool { inside.isEmpty && outside.isEmpty }

    /// Whether a place is where the subscription wants it.
    public func contains(_ place: MatchPlace) -> Bool {
        for area in outside where area.contains(place) { return false }
        if inside.isEmpty { return true }
        for area in inside where area.contains(place) { return true }
        return false
    }

    /// Why a place is where the subscription wants it: the areas that it is in and out of, one line each.
    func reasons(_ place: MatchPlace) -> [String] {
        inside.filter { $0.contains(place) }.map { "inside \($0.name)" } + outside.map { "outside \($0.name)" }
    }

    /// The pixels of an order that a place may be in, as ranges of their NESTED numbers, sorted and apart.
    ///
    /// nil where the areas reach over more than so many pixels, or where that is not known.
    func cells(order: Int, most: Int) -> [Range<Int32>]? {
        guard !inside.isEmpty else { return nil }
        var ranges: [Range<Int64>] = []
        for area in inside {
            guard let cells = area.cells(order: order) else { return nil }
            ranges += cells
        }
        var merged: [Range<Int32>] = []
        var count = 0
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            let next = Int32(range.lowerBound)..<Int32(range.upperBound)
            if let last = merged.last, last.upperBound >= next.lowerBound {
                count += max(0, Int(next.upperBound - last.upperBound))
                merged[merged.count - 1] = last.lowerBound..<max(last.upperBound, next.upperBound)
            } else {
                count += next.count
                merged.append(next)
            }
        }
        return count <= most ? merged : nil
    }
}
