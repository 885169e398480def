import Messages
import Sky

/// The rows of all lists, found by their place and by their id.
///
/// Two hash tables hold the same rows: one by the HEALPix pixel of the row (as wide as its radius asks, see `WatchLevel`), one by list and
/// id. A bucket of the sky may hold rows of other pixels too; what counts is the distance, and no row is in two buckets.
///
/// The rows bear a number of their list that changes when it is cleared: then its old rows are nobody's at once, and are swept
/// out bit by bit.
struct WatchedSky: ~Copyable {
    private var rows = ChunkedTable<WatchedRow>()
    private var texts = TextStore()
    private var sky = Chains()
    private var ids = Chains()
    /// Rows that can be used again.
    private var free: [Int32] = []
    /// Rows of each level, so that levels without any are not looked at.
    private var levelCounts = [Int](repeating: 0, count: WatchLevel.count)

    private var numbers: [WatchlistName: WatchlistID] = [:]
    /// For each list the number that its rows bear now.
    private var present: [Int32] = []
    private var rowCounts: [Int] = []
    /// For each number that rows bear its list; −1 where the list was cleared since.
    private var listOf: [Int32] = []

    /// Rows of all lists.
    var rowCount: Int { rowCounts.reduce(0, +) }

    /// Bytes taken from the system.
    var byteCount: Int {
        rows.byteCount + texts.byteCount + sky.byteCount + ids.byteCount
            + free.capacity * MemoryLayout<Int32>.stride
    }

    mutating func list(_ name: WatchlistName) -> WatchlistID {
        if let list = numbers[name] { return list }
        let list = WatchlistID(number: Int32(present.count))
        numbers[name] = list
        present.append(Int32(listOf.count))
        listOf.append(list.number)
        rowCounts.append(0)
        return list
    }

    func rowCount(of list: WatchlistID) -> Int { rowCounts[Int(list.number)] }

    /// Adds a row, or replaces the one with its id.
    mutating func put(_ row: CheckedRow, list: WatchlistID) {
        let number = present[Int(list.number)]
        let hash = Self.hash(number, row.id)
        var index = find(number, row.id, hash)
        let isNew = index < 0
        if !isNew { takeOffSky(index) }
        let made = WatchedRow(
            x: row.direction.x, y: row.direction.y, z: row.direction.z, radius: row.radius, list: number,
            idHash: hash, text: texts.keep(id: row.id, comment: row.comment))
        if !isNew {
            texts.release(rows[Int(index)].text)
            rows[Int(index)] = made
        } else if let used = free.popLast() {
            index = used
            rows[Int(index)] = made
        } else {
            index = Int32(rows.count)
            rows.append(made)
            growChains()
        }
        if isNew {
            ids.link(index, hash)
            rowCounts[Int(list.number)] += 1
        }
        sky.link(index, made.skyHash)
        levelCounts[made.level] += 1
    }

    /// Takes a row away; false where there is none.
    mutating func remove(_ id: String, list: WatchlistID) -> Bool {
        let number = present[Int(list.number)]
        let hash = Self.hash(number, id)
        let index = find(number, id, hash)
        guard index >= 0 else { return false }
        takeOffSky(index)
        ids.unlink(index, hash)
        release(index)
        rowCounts[Int(list.number)] -= 1
        return true
    }

    /// Takes all rows of a list away; they take up room until both tables have been swept.
    ///
    /// - Returns: whether there was one.
    mutating func clear(_ list: WatchlistID) -> Bool {
        guard rowCounts[Int(list.number)] > 0 else { return false }
        listOf[Int(present[Int(list.number)])] = -1
        present[Int(list.number)] = Int32(listOf.count)
        listOf.append(list.number)
        rowCounts[Int(list.number)] = 0
        return true
    }

    /// Calls for each row near a place, of those lists that are wanted, in no order.
    func eachRow(
        near direction: UnitVector, wanted: @Sendable (WatchlistID) -> Bool, _ call: (_ find: WatchedFind) -> Void
    ) {
        withUnsafeTemporaryAllocation(of: Int.self, capacity: 9 * WatchLevel.count) { buckets in
            var count = 0
            for level in 0..<WatchLevel.count where levelCounts[level] > 0 {
                WatchLevel.eachHash(around: direction, level: level) { hash in
                    let bucket = sky.bucket(hash)
                    // Two pixels may share a bucket.
                    for index in 0..<count where buckets[index] == bucket { return }
                    buckets[count] = bucket
                    count += 1
                }
            }
            for bucket in buckets[..<count] {
                var index = sky.first(bucket)
                while index >= 0 {
                    let row = rows[Int(index)]
                    let chordSquared = row.direction.chordSquared(direction)
                    if chordSquared <= WatchedRow.largestLimit, chordSquared <= row.limit {
                        let list = listOf[Int(row.list)]
                        if list >= 0, wanted(WatchlistID(number: list)) {
                            call(WatchedFind(list: WatchlistID(number: list), index: index, chordSquared: chordSquared))
                        }
                    }
                    index = sky.after(index)
                }
            }
        }
    }

    /// A row's texts and its distance from a place.
    func told(_ find: WatchedFind, from direction: UnitVector) -> WatchlistFind {
        let row = rows[Int(find.index)]
        return WatchlistFind(
            list: find.list, rowID: texts.id(row.text),
            separationArcseconds: row.direction.radians(to: direction) / WatchedRow.radiansPerArcsecond,
            comment: texts.comment(row.text))
    }
}

/// A row near a place.
struct WatchedFind {
    let list: WatchlistID
    let index: Int32
    let chordSquared: Double
}

// Sweeping what was cleared.
extension WatchedSky {
    /// Takes nobody's rows out of some buckets of the sky, from one on; the result is the next one, nil at the end.
    mutating func sweepSky(from bucket: Int, most: Int) -> Int? {
        let end = min(bucket + most, sky.bucketCount)
        for bucket in bucket..<max(bucket, end) {
            sky.unlinkAll(in: bucket) { index in
                guard listOf[Int(rows[Int(index)].list)] < 0 else { return false }
                levelCounts[rows[Int(index)].level] -= 1
                rows[Int(index)].list = WatchedRow.offSky
                return true
            }
        }
        return end < sky.bucketCount ? end : nil
    }

    /// Takes the rows that are no more in the sky out of some buckets of ids too, and frees them.
    mutating func sweepIDs(from bucket: Int, most: Int) -> Int? {
        let end = min(bucket + most, ids.bucketCount)
        var gone: [Int32] = []
        for bucket in bucket..<max(bucket, end) {
            ids.unlinkAll(in: bucket) { index in
                guard rows[Int(index)].list == WatchedRow.offSky else { return false }
                gone.append(index)
                return true
            }
        }
        for index in gone { release(index) }
        return end < ids.bucketCount ? end : nil
    }
}

extension WatchedSky {
    private mutating func release(_ index: Int32) {
        texts.release(rows[Int(index)].text)
        free.append(index)
    }

    private mutating func takeOffSky(_ index: Int32) {
        let row = rows[Int(index)]
        sky.unlink(index, row.skyHash)
        levelCounts[row.level] -= 1
    }

    private mutating func growChains() {
        sky.grow { rows[Int($0)].skyHash }
        ids.grow { rows[Int($0)].idHash }
    }

    /// FNV-1a over the id, begun with the list's number.
    private static func hash(_ number: Int32, _ id: String) -> UInt32 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325 ^ (UInt64(UInt32(bitPattern: number)) &* 0x9e37_79b9_7f4a_7c15)
        for byte in id.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return WatchLevel.mixed(hash)
    }

    private func find(_ number: Int32, _ id: String, _ hash: UInt32) -> Int32 {
        var id = id
        return id.withUTF8 { bytes in
            var index = ids.first(ids.bucket(hash))
            while index >= 0 {
                let row = rows[Int(index)]
                if row.idHash == hash, row.list == number, texts.hasID(row.text, UnsafeRawBufferPointer(bytes)) {
                    return index
                }
                index = ids.after(index)
            }
            return -1
        }
    }
}
