/// Finds the slots of a feature by its name, some times faster than a dictionary.
///
/// An explanation names every feature of the stream, so this look-up is nearly all of what facts cost. The hash takes
/// the name's length, its first and its last eight bytes; the names are those of the streams' feature sets, of which
/// none is there to make others collide. Open addressing, at most half full.
struct FeatureTable: Sendable {
    /// Slots of one feature; −1 where nobody asks.
    struct Slots: Sendable {
        var value = -1
        var typical = -1
        var share = -1
    }

    private struct Entry: Sendable {
        var name: String
        var slots: Slots
    }

    private var entries: [Entry] = []
    /// Numbers of entries by the hash of their names; −1 where there is none. Their count is a power of two.
    private var places: [Int32] = [-1, -1]

    /// How many features there are.
    var count: Int { entries.count }

    /// Changes the slots of a feature, which is added where it is not there yet.
    mutating func change(_ name: String, _ body: (inout Slots) -> Void) {
        if let number = number(of: name) {
            body(&entries[number].slots)
            return
        }
        var slots = Slots()
        body(&slots)
        entries.append(Entry(name: name, slots: slots))
        if entries.count * 2 > places.count {
            places = Array(repeating: -1, count: places.count * 2)
            for number in entries.indices { place(number) }
        } else {
            place(entries.count - 1)
        }
    }

    /// The slots of a feature; nil where nobody asks about it.
    ///
    /// - Complexity: O(1) for names that do not collide.
    @inline(__always)
    func slots(of name: String) -> Slots? { number(of: name).map { entries[$0].slots } }

    private mutating func place(_ number: Int) {
        var place = Self.hash(entries[number].name) & (places.count - 1)
        while places[place] >= 0 { place = (place + 1) & (places.count - 1) }
        places[place] = Int32(number)
    }

    @inline(__always)
    private func number(of name: String) -> Int? {
        var place = Self.hash(name) & (places.count - 1)
        while places[place] >= 0 {
            let number = Int(places[place])
            if entries[number].name == name { return number }
            place = (place + 1) & (places.count - 1)
        }
        return nil
    }

    @inline(__always)
    private static func hash(_ name: String) -> Int {
        var name = name
        return name.withUTF8 { bytes in
            var first: UInt64 = 0
            var last: UInt64 = 0
            if bytes.count >= 8 {
                let raw = UnsafeRawBufferPointer(bytes)
                first = raw.loadUnaligned(fromByteOffset: 0, as: UInt64.self)
                last = raw.loadUnaligned(fromByteOffset: bytes.count - 8, as: UInt64.self)
            } else {
                for byte in bytes { first = first << 8 | UInt64(byte) }
            }
            // The multiplier is 2⁶⁴ divided by the golden ratio (Knuth, The Art of Computer Programming, 6.4).
            let mixed = (first ^ (last &* 0xff51_afd7_ed55_8ccd) ^ UInt64(bytes.count)) &* 0x9e37_79b9_7f4a_7c15
            return Int(truncatingIfNeeded: mixed >> 33)
        }
    }
}
