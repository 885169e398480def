import Glibc
import Messages

/// Where the numbers of an explanation go, by the features' names.
///
/// An explanation names every feature of its stream, so this look-up is nearly all of what facts cost; therefore it is no
/// dictionary. The names' bytes stand in one array, and the hash takes a name's length, its first and its last eight
/// bytes: the names are those of the streams' own feature sets, none of which is there to make others collide. Open
/// addressing, at most half full.
struct FeatureTable: Sendable {
    /// Slots of one feature; −1 where nobody asks.
    struct Slots: Sendable {
        var value: Int32 = -1
        var typical: Int32 = -1
        var share: Int32 = -1
    }

    private struct Entry: Sendable {
        /// Where the name is in `names`.
        var start: Int
        var count: Int
        var slots: Slots
    }

    private var names: [UInt8] = []
    private var entries: [Entry] = []
    /// Numbers of entries by the hash of their names, −1 where there is none; a power of two of them.
    private var places: [Int32] = [-1, -1]

    /// Changes the slots of a feature, which is added where it is not there yet.
    mutating func change(_ name: String, _ body: (inout Slots) -> Void) {
        let bytes = Array(name.utf8)
        if let number = bytes.withUnsafeBytes({ bytes in withLookup { $0.number(of: bytes) } }) {
            body(&entries[number].slots)
            return
        }
        var slots = Slots()
        body(&slots)
        entries.append(Entry(start: names.count, count: bytes.count, slots: slots))
        names += bytes
        if entries.count * 2 > places.count { places = Array(repeating: -1, count: places.count * 2) }
        // All of them anew: layouts grow when conditions are saved, which is seldom.
        for place in places.indices { places[place] = -1 }
        for (number, entry) in entries.enumerated() {
            let hash = names[entry.start..<entry.start + entry.count].withUnsafeBytes { Lookup.hash($0) }
            var place = hash & (places.count - 1)
            while places[place] >= 0 { place = (place + 1) & (places.count - 1) }
            places[place] = Int32(number)
        }
    }

    /// Puts the numbers of an explanation, where somebody asks about them, into their slots; NaN for those not finite.
    func fill(_ numbers: UnsafeMutableBufferPointer<Double>, from explanation: [Contribution]) {
        guard !entries.isEmpty else { return }
        withLookup { lookup in
            var left = lookup.entries.count
            explanation.withUnsafeBufferPointer { explanation in
                for place in explanation.indices {
                    guard let number = lookup.number(of: explanation[place].feature) else { continue }
                    let slots = lookup.entries[number].slots
                    if slots.value >= 0 { numbers[Int(slots.value)] = Double(explanation[place].value).orMissing }
                    if slots.typical >= 0 { numbers[Int(slots.typical)] = Double(explanation[place].typical).orMissing }
                    if slots.share >= 0 { numbers[Int(slots.share)] = Double(explanation[place].share).orMissing }
                    left -= 1
                    if left == 0 { return }
                }
            }
        }
    }

    /// The arrays lent in place, so that a look-up counts no references.
    private struct Lookup {
        let names: UnsafeRawBufferPointer
        let entries: UnsafeBufferPointer<Entry>
        let places: UnsafeBufferPointer<Int32>

        @inline(__always)
        func number(of name: String) -> Int? {
            if let found = name.utf8.withContiguousStorageIfAvailable({ number(of: UnsafeRawBufferPointer($0)) }) {
                return found
            }
            return Array(name.utf8).withUnsafeBytes { number(of: $0) }
        }

        @inline(__always)
        func number(of name: UnsafeRawBufferPointer) -> Int? {
            var place = Self.hash(name) & (places.count - 1)
            while places[place] >= 0 {
                let number = Int(places[place])
                let entry = entries[number]
                if entry.count == name.count, Self.same(names, entry.start, name) { return number }
                place = (place + 1) & (places.count - 1)
            }
            return nil
        }

        @inline(__always)
        private static func same(
            _ names: UnsafeRawBufferPointer, _ start: Int, _ name: UnsafeRawBufferPointer
        ) -> Bool {
            guard let stored = names.baseAddress, let asked = name.baseAddress else { return name.isEmpty }
            return memcmp(stored + start, asked, name.count) == 0
        }

        @inline(__always)
        static func hash(_ bytes: UnsafeRawBufferPointer) -> Int {
            var first: UInt64 = 0
            var last: UInt64 = 0
            if bytes.count >= 8 {
                first = bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self)
                last = bytes.loadUnaligned(fromByteOffset: bytes.count - 8, as: UInt64.self)
            } else {
                for byte in bytes { first = first << 8 | UInt64(byte) }
            }
            // The second factor is 2⁶⁴ divided by the golden ratio (Knuth, The Art of Computer Programming, 6.4), the
            // first any odd number of many bits.
            let mixed = first ^ (last &* 0xff51_afd7_ed55_8ccd) ^ UInt64(bytes.count)
            return Int(truncatingIfNeeded: (mixed &* 0x9e37_79b9_7f4a_7c15) >> 33)
        }
    }

    @inline(__always)
    private func withLookup<Result>(_ body: (Lookup) -> Result) -> Result {
        names.withUnsafeBytes { names in
            entries.withUnsafeBufferPointer { entries in
                places.withUnsafeBufferPointer { places in
                    body(Lookup(names: names, entries: entries, places: places))
                }
            }
        }
    }
}
