import Messages
import Sky
import Synchronization

/// All watched positions, to be asked which of them are near a place: a million and more in many lists.
///
/// Rows are added, replaced and removed one by one; nothing is ever built anew or sorted, and no edit holds others up for
/// longer than some rows take. A row takes 56 bytes and its texts (3 bytes, id and comment, rounded up to a multiple of 8).
///
/// It is Sendable as all its state is in one `Mutex`: a lookup or the edit of a row holds it for some microseconds, which leaves
/// room for some hundred thousand a second from any number of threads. Many rows are put in pieces, between which lookups get their turn.
///
/// Rows whose radius is 0 take their list's radius when they are put: when that changes, put them again.
public final class WatchlistIndex: Sendable {
    private let sky = Mutex(WatchedSky())

    /// Rows, or buckets that are swept, before others get their turn.
    private static let piece = 32

    /// An index without lists.
    public init() {}

    /// The number of a list, which is given out where it has none yet; a list may be asked for before it has rows.
    public func list(_ name: WatchlistName) -> WatchlistID { sky.withLock { $0.list(name) } }

    /// Adds rows, or replaces those with the same ids.
    ///
    /// An error for the first bad row; then none was put.
    ///
    /// - Parameter radiusArcseconds: of rows that have none of their own.
    public func put(
        _ rows: [WatchlistRow], list: WatchlistID, radiusArcseconds: Double
    ) throws(WatchlistError) {
        var checked: [CheckedRow] = []
        checked.reserveCapacity(rows.count)
        for row in rows { checked.append(try CheckedRow(row, radiusArcseconds: radiusArcseconds)) }
        for start in stride(from: 0, to: checked.count, by: Self.piece) {
            let piece = checked[start..<min(start + Self.piece, checked.count)]
            sky.withLock { sky in
                for row in piece { sky.put(row, list: list) }
            }
        }
    }

    /// Removes rows by their ids; the result is how many there were.
    @discardableResult
    public func remove(_ rowIDs: [String], list: WatchlistID) -> Int {
        var count = 0
        for start in stride(from: 0, to: rowIDs.count, by: Self.piece) {
            let piece = rowIDs[start..<min(start + Self.piece, rowIDs.count)]
            count += sky.withLock { sky in
                var removed = 0
                for id in piece where sky.remove(id, list: list) { removed += 1 }
                return removed
            }
        }
        return count
    }

    /// Removes all rows of a list: at once for lookups, while their room is swept up before this returns.
    ///
    /// Complexity: O(rows of all lists), in pieces.
    public func clear(_ list: WatchlistID) {
        guard sky.withLock({ $0.clear(list) }) else { return }
        var next: Int? = 0
        while let bucket = next { next = sky.withLock { $0.sweepSky(from: bucket, most: 32 * Self.piece) } }
        next = 0
        while let bucket = next { next = sky.withLock { $0.sweepIDs(from: bucket, most: 32 * Self.piece) } }
    }

    /// The rows whose radius a place is within, nearest first.
    ///
    /// Some 3 µs among a million rows.
    ///
    /// - Parameter wanted: which lists are asked.
    public func finds(
        at direction: UnitVector, wanted: @Sendable (WatchlistID) -> Bool = { _ in true }
    ) -> [WatchlistFind] {
        sky.withLock { sky in
            var finds: [WatchedFind] = []
            sky.eachRow(near: direction, wanted: wanted) { finds.append($0) }
            if finds.isEmpty { return [] }
            if finds.count > 1 {
                finds.sort { ($0.chordSquared, $0.list.number, $0.index) < ($1.chordSquared, $1.list.number, $1.index) }
            }
            return finds.map { sky.told($0, from: direction) }
        }
    }

    /// Rows of all lists.
    public var rowCount: Int { sky.withLock { $0.rowCount } }

    /// Rows of a list.
    public func rowCount(of list: WatchlistID) -> Int { sky.withLock { $0.rowCount(of: list) } }

    /// Bytes of memory that rows and their texts take up.
    public var byteCount: Int { sky.withLock { $0.byteCount } }
}
