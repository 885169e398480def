/// Ids and comments of rows, end to end in a few large blocks of memory, where a `String` each would take 50 bytes more.
///
/// A text is a header of 3 bytes (length of the id, length of the comment), the id and the comment, padded to a multiple of 8
/// bytes. A place given back is used again by the next text of the same size: each size has a list of its free places, which
/// goes through their first 4 bytes.
struct TextStore: ~Copyable {
    private static let unit = 8
    private static let unitsInBlock: UInt32 = 1 << 17
    private static let noPlace = UInt32.max

    private var blocks: [UnsafeMutableRawPointer] = []
    /// First place that was never given out.
    private var end: UInt32 = 0
    /// For each size in units the first free place.
    private var free: [UInt32] = []

    /// The most bytes of an id.
    static let longestID = 200
    /// The most bytes of a comment.
    static let longestComment = 1000

    deinit { for block in blocks { block.deallocate() } }

    /// Bytes taken from the system.
    var byteCount: Int { blocks.count * Int(Self.unitsInBlock) * Self.unit }

    /// Keeps an id and a comment, both within their limits; the result is their place.
    mutating func keep(id: String, comment: String) -> UInt32 {
        var id = id
        var comment = comment
        return id.withUTF8 { id in
            comment.withUTF8 { comment in
                let size = 3 + id.count + comment.count
                let units = UInt32((size + Self.unit - 1) / Self.unit)
                let place = take(units)
                let memory = address(place)
                memory.storeBytes(of: UInt8(id.count), as: UInt8.self)
                memory.storeBytes(of: UInt16(comment.count), toByteOffset: 1, as: UInt16.self)
                if let base = id.baseAddress { (memory + 3).copyMemory(from: base, byteCount: id.count) }
                if let base = comment.baseAddress {
                    (memory + 3 + id.count).copyMemory(from: base, byteCount: comment.count)
                }
                return place
            }
        }
    }

    /// Gives a text's place back.
    mutating func release(_ place: UInt32) {
        let memory = address(place)
        let size = 3 + Int(memory.load(as: UInt8.self)) + Int(memory.loadUnaligned(fromByteOffset: 1, as: UInt16.self))
        let units = (size + Self.unit - 1) / Self.unit
        while free.count <= units { free.append(Self.noPlace) }
        memory.storeBytes(of: free[units], as: UInt32.self)
        free[units] = place
    }

    func id(_ place: UInt32) -> String { String(decoding: idBytes(place), as: UTF8.self) }

    func comment(_ place: UInt32) -> String {
        let memory = address(place)
        let start = 3 + Int(memory.load(as: UInt8.self))
        let count = Int(memory.loadUnaligned(fromByteOffset: 1, as: UInt16.self))
        return String(decoding: UnsafeRawBufferPointer(start: memory + start, count: count), as: UTF8.self)
    }

    /// Whether a text's id is this one.
    func hasID(_ place: UInt32, _ id: UnsafeRawBufferPointer) -> Bool {
        let own = idBytes(place)
        return own.count == id.count && own.elementsEqual(id)
    }

    func idBytes(_ place: UInt32) -> UnsafeRawBufferPointer {
        let memory = address(place)
        return UnsafeRawBufferPointer(start: memory + 3, count: Int(memory.load(as: UInt8.self)))
    }

    private mutating func take(_ units: UInt32) -> UInt32 {
        let size = Int(units)
        if size < free.count, free[size] != Self.noPlace {
            let place = free[size]
            free[size] = address(place).load(as: UInt32.self)
            return place
        }
        // A text lies in one block; what is left of the one before, at most 1.2 kB, stays empty.
        if end % Self.unitsInBlock + units > Self.unitsInBlock || blocks.isEmpty
            || end == UInt32(blocks.count) * Self.unitsInBlock
        {
            end = UInt32(blocks.count) * Self.unitsInBlock
            blocks.append(.allocate(byteCount: Int(Self.unitsInBlock) * Self.unit, alignment: 8))
        }
        let place = end
        end += units
        return place
    }

    private func address(_ place: UInt32) -> UnsafeMutableRawPointer {
        blocks[Int(place / Self.unitsInBlock)] + Int(place % Self.unitsInBlock) * Self.unit
    }
}
