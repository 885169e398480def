import Foundation
import Glibc
import Sky

/// A row's position on its way into a sky index.
struct SkyIndexEntry {
    var key: Int64
    var vector: UnitVector
    var row: Int64

    init(_ position: SkyPosition, row: Int64) {
        vector = UnitVector(position)
        key = Healpix.finest.pixel(vector)
        self.row = row
    }
}

/// Writes runs of sky indexes.
enum SkyIndexWriter {
    /// Writes entries, which are in the order of their keys, to a new file.
    static func write(_ entries: [SkyIndexEntry], to path: String) throws(CatalogError) {
        try make(path, rows: entries.count) { planes in
            for (index, entry) in entries.enumerated() { planes.set(index, entry) }
        }
    }

    /// Merges runs to a new file; memory does not grow with them.
    static func merge(_ runs: [SkyIndexRun], to path: String) throws(CatalogError) {
        try make(path, rows: runs.reduce(0) { $0 + $1.count }) { planes in
            var places = [Int](repeating: 0, count: runs.count)
            var next = 0
            while let first = runs.indices
                .filter({ places[$0] < runs[$0].count })
                .min(by: { runs[$0].keys[places[$0]] < runs[$1].keys[places[$1]] })
            {
                let run = runs[first]
                // What comes before the others' next keys is copied at one go.
                let limit = runs.indices.filter { $0 != first && places[$0] < runs[$0].count }
                    .map { runs[$0].keys[places[$0]] }.min()
                repeat {
                    planes.copy(from: run, places[first], to: next)
                    places[first] += 1
                    next += 1
                } while places[first] < run.count && limit.map({ run.keys[places[first]] <= $0 }) ?? true
            }
        }
    }

    private static func make(_ path: String, rows: Int, fill: (SkyIndexPlanes) -> Void) throws(CatalogError) {
        let draft = "\(path).draft"
        func failure(_ what: String) -> CatalogError {
            CatalogError(.unavailable, "\(draft): \(what): \(String(cString: strerror(errno)))")
        }
        let file = open(draft, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw failure("cannot be made") }
        defer { close(file) }
        let byteCount = SkyIndexRun.byteCount(rows: rows)
        // Space is taken at once: a full disk is an error here, not a signal while the memory is written.
        let code = posix_fallocate(file, 0, off_t(byteCount))
        guard code == 0 else {
            unlink(draft)
            errno = code
            throw failure("no space for \(byteCount) bytes")
        }
        guard let memory = mmap(nil, byteCount, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0), memory != MAP_FAILED
        else {
            throw failure("cannot be mapped")
        }
        memory.storeBytes(of: SkyIndexRun.magic, as: UInt64.self)
        memory.storeBytes(of: UInt64(rows), toByteOffset: 8, as: UInt64.self)
        let planes = SkyIndexPlanes(memory: memory, rows: rows)
        fill(planes)
        for index in 0..<SkyIndexRun.signpostCount(rows: rows) {
            planes.signposts[index] = planes.keys[index * SkyIndexRun.signpostDistance]
        }
        munmap(memory, byteCount)
        guard fsync(file) == 0, rename(draft, path) == 0 else { throw failure("cannot be kept") }
    }
}

extension SkyIndexPlanes {
    fileprivate func set(_ index: Int, _ entry: SkyIndexEntry) {
        keys[index] = entry.key
        x[index] = entry.vector.x
        y[index] = entry.vector.y
        z[index] = entry.vector.z
        rows[index] = entry.row
    }

    fileprivate func copy(from run: SkyIndexRun, _ source: Int, to index: Int) {
        keys[index] = run.keys[source]
        x[index] = run.x[source]
        y[index] = run.y[source]
        z[index] = run.z[source]
        rows[index] = run.rows[source]
    }
}
