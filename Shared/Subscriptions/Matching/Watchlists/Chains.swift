/// An array in blocks of one size: it grows without moving what it has, so that no edit waits for a copy.
struct ChunkedTable<Element: BitwiseCopyable>: ~Copyable {
    private static var bits: Int { 14 }
    private static var mask: Int { 1 << bits - 1 }
    private var blocks: [UnsafeMutablePointer<Element>] = []
    private(set) var count = 0

    deinit { for block in blocks { block.deallocate() } }

    /// Bytes taken from the system.
    var byteCount: Int { blocks.count << Self.bits * MemoryLayout<Element>.stride }

    subscript(_ index: Int) -> Element {
        get { blocks[index >> Self.bits][index & Self.mask] }
        set { blocks[index >> Self.bits][index & Self.mask] = newValue }
    }

    mutating func append(_ element: Element) {
        if count == blocks.count << Self.bits { blocks.append(.allocate(capacity: 1 << Self.bits)) }
        (blocks[count >> Self.bits] + (count & Self.mask)).initialize(to: element)
        count += 1
    }
}

/// A linear hash table (Litwin 1980) over things that have numbers from 0: chains of those whose hashes share a bucket.
///
/// It grows by one bucket with each new thing, so that no edit waits for all to be sorted anew. 8 bytes a thing.
struct Chains: ~Copyable {
    /// First of each bucket's chain, −1 for none.
    private var heads = ChunkedTable<Int32>()
    /// What follows each thing in its chain, −1 for nothing.
    private var next = ChunkedTable<Int32>()
    /// There are from 2^bits to 2^(bits + 1) buckets: those that have been split take one bit more of the hash.
    private var bits: UInt32 = 0

    init() { heads.append(-1) }

    var byteCount: Int { heads.byteCount + next.byteCount }

    var bucketCount: Int { heads.count }

    /// The bucket of a hash.
    func bucket(_ hash: UInt32) -> Int {
        let wide = Int(hash & (2 << bits &- 1))
        return wide < heads.count ? wide : Int(hash & (1 << bits &- 1))
    }

    /// The first thing in a bucket, −1 for none.
    func first(_ bucket: Int) -> Int32 { heads[bucket] }

    /// What follows a thing in its bucket, −1 for nothing.
    func after(_ index: Int32) -> Int32 { next[Int(index)] }

    /// Makes room for one thing more, whose number is the next one.
    mutating func grow(_ hash: (Int32) -> UInt32) {
        next.append(-1)
        if heads.count == 2 << bits { bits += 1 }
        let old = heads.count - 1 << bits
        heads.append(-1)
        // The new bucket takes what has its number in one bit more.
        var index = heads[old]
        heads[old] = -1
        while index >= 0 {
            let following = next[Int(index)]
            link(index, hash(index))
            index = following
        }
    }

    /// Puts a thing at the front of its chain.
    mutating func link(_ index: Int32, _ hash: UInt32) {
        let bucket = bucket(hash)
        next[Int(index)] = heads[bucket]
        heads[bucket] = index
    }

    /// Takes a thing out of its chain.
    mutating func unlink(_ index: Int32, _ hash: UInt32) {
        let bucket = bucket(hash)
        var place = heads[bucket]
        if place == index {
            heads[bucket] = next[Int(index)]
            return
        }
        while place >= 0 {
            let following = next[Int(place)]
            if following == index {
                next[Int(place)] = next[Int(index)]
                return
            }
            place = following
        }
    }

    /// Takes what a call says out of one bucket.
    mutating func unlinkAll(in bucket: Int, where isGone: (Int32) -> Bool) {
        var kept: Int32 = -1
        var index = heads[bucket]
        while index >= 0 {
            let following = next[Int(index)]
            if isGone(index) {
                if kept < 0 { heads[bucket] = following } else { next[Int(kept)] = following }
            } else {
                kept = index
            }
            index = following
        }
    }
}
