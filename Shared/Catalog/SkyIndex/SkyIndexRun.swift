import Foundation
import Glibc
import Sky

/// A file of positions in the order of the sky: one run of a table's sky index, memory-mapped.
///
/// A look-up is a binary search in HEALPix order 29, NESTED, and a walk along neighbours. The file, little-endian: a header
/// of 64 bytes (`magic`, count of rows), then one array after the other: keys (Int64, ascending), x, y, z (Float64, unit
/// vectors), rows (Int64), and each 512th key again (`signposts`), so that the search touches few pages.
///
/// `@unchecked Sendable`: the memory is mapped read-only, and the file is never changed once it has its name.
final class SkyIndexRun: @unchecked Sendable {
    /// Number of rows.
    let count: Int
    let keys: UnsafePointer<Int64>
    let x: UnsafePointer<Double>
    let y: UnsafePointer<Double>
    let z: UnsafePointer<Double>
    let rows: UnsafePointer<Int64>
    private let signposts: UnsafePointer<Int64>
    private let memory: UnsafeMutableRawPointer
    private let byteCount: Int

    static let magic: UInt64 = 0x3159_4B53_5452_5950  // "PYRTSKY1"
    static let headerBytes = 64
    static let signpostDistance = 512

    /// Bytes of a file with so many rows.
    static func byteCount(rows: Int) -> Int {
        headerBytes + rows * 40 + signpostCount(rows: rows) * 8
    }

    static func signpostCount(rows: Int) -> Int { (rows + signpostDistance - 1) / signpostDistance }

    init(path: String) throws(CatalogError) {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            throw CatalogError(.unavailable, "\(path): cannot be opened: \(String(cString: strerror(errno)))")
        }
        defer { close(file) }
        var facts = stat()
        guard fstat(file, &facts) == 0, facts.st_size >= Self.headerBytes,
            let mapped = mmap(nil, Int(facts.st_size), PROT_READ, MAP_SHARED, file, 0), mapped != MAP_FAILED
        else { throw CatalogError(.unavailable, "\(path): not a sky index (\(facts.st_size) bytes)") }
        memory = mapped
        byteCount = Int(facts.st_size)
        let claimed = mapped.load(fromByteOffset: 8, as: UInt64.self)
        guard mapped.load(as: UInt64.self) == Self.magic, claimed <= UInt64(facts.st_size),
            Self.byteCount(rows: Int(claimed)) == byteCount
        else {
            munmap(mapped, Int(facts.st_size))
            throw CatalogError(.unavailable, "\(path): not a sky index, or cut short")
        }
        count = Int(claimed)
        let places = SkyIndexPlanes(memory: mapped, rows: count)
        keys = UnsafePointer(places.keys)
        x = UnsafePointer(places.x)
        y = UnsafePointer(places.y)
        z = UnsafePointer(places.z)
        rows = UnsafePointer(places.rows)
        signposts = UnsafePointer(places.signposts)
    }

    deinit { munmap(memory, byteCount) }

    /// The first place whose key is not below `key`, at or after `start`.
    func place(of key: Int64, from start: Int = 0) -> Int {
        // Consecutive look-ups of sorted positions are near each other: gallop before searching all.
        var low = start
        var high = count
        if start > 0 {
            var step = 8
            while low + step < count, keys[low + step] < key {
                low += step
                step *= 2
            }
            high = min(count, low + step)
        } else {
            var first = 0
            var last = Self.signpostCount(rows: count)
            while first < last {
                let middle = (first + last) / 2
                if signposts[middle] < key { first = middle + 1 } else { last = middle }
            }
            // signposts[first − 1] < key ≤ signposts[first]
            low = max(0, (first - 1) * Self.signpostDistance)
            high = min(count, first * Self.signpostDistance)
        }
        while low < high {
            let middle = (low + high) / 2
            if keys[middle] < key { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

/// Where the arrays of a run begin.
struct SkyIndexPlanes {
    let keys: UnsafeMutablePointer<Int64>
    let x: UnsafeMutablePointer<Double>
    let y: UnsafeMutablePointer<Double>
    let z: UnsafeMutablePointer<Double>
    let rows: UnsafeMutablePointer<Int64>
    let signposts: UnsafeMutablePointer<Int64>

    init(memory: UnsafeMutableRawPointer, rows count: Int) {
        let start = memory + SkyIndexRun.headerBytes
        keys = start.assumingMemoryBound(to: Int64.self)
        x = (start + 8 * count).assumingMemoryBound(to: Double.self)
        y = (start + 16 * count).assumingMemoryBound(to: Double.self)
        z = (start + 24 * count).assumingMemoryBound(to: Double.self)
        rows = (start + 32 * count).assumingMemoryBound(to: Int64.self)
        signposts = (start + 40 * count).assumingMemoryBound(to: Int64.self)
    }
}
