import Foundation
import Sky

/// The sky indexes of a reader: by table, the runs it is made of.
///
/// Runs that two tables' readers share are mapped once each; the system keeps their pages once.
final class SkyIndexDirectory {
    private var runsByPath: [String: SkyIndexRun] = [:]
    private var runsByTable: [String: [SkyIndexRun]] = [:]

    /// Holds these runs, by table as SQL names it ("main.dr1.main"), and lets go of others.
    func hold(_ paths: [String: [String]]) throws {
        var opened: [String: SkyIndexRun] = [:]
        runsByTable = try paths.mapValues { paths in
            try paths.map { path in
                let run = try runsByPath[path] ?? SkyIndexRun(path: path)
                opened[path] = run
                return run
            }
        }
        runsByPath = opened
    }

    /// The index of a table.
    func index(of table: String) -> SkyIndex? {
        runsByTable[table].map { SkyIndex(runs: $0) }
    }
}

/// The sky index of one table.
struct SkyIndex: Sendable {
    let runs: [SkyIndexRun]

    /// Calls `found` with each row that may be in the region: all that are, and hardly any that are not.
    ///
    /// The limit is wider by a part in 10⁹, as the exact condition is asked again of each row.
    func search(_ region: SkyRegion, _ found: (Int64) -> Void) {
        switch region {
        case .point(let position):
            search(Cone(center: position, radiusDegrees: 1e-10), found)
        case .cone(let cone):
            search(cone, found)
        case .polygon(let polygon):
            let ranges = HEALPix.covering(region)
            for run in runs {
                run.forEach(in: ranges) { run, place in
                    let vector = UnitVector(x: run.x[place], y: run.y[place], z: run.z[place])
                    if polygon.mayContain(vector) { found(run.rows[place]) }
                }
            }
        }
    }

    private func search(_ cone: Cone, _ found: (Int64) -> Void) {
        let ranges = HEALPix.covering(.cone(cone))
        let test = ConeTest(cone)
        for run in runs {
            run.forEach(in: ranges) { run, place in
                if test.mayContain(run.x[place], run.y[place], run.z[place]) { found(run.rows[place]) }
            }
        }
    }
}

/// A quick test whether a vector is in a cone, by the square of the chord.
struct ConeTest {
    private let x: Double
    private let y: Double
    private let z: Double
    private let limit: Double

    init(_ cone: Cone) {
        let vector = UnitVector(cone.center)
        (x, y, z) = (vector.x, vector.y, vector.z)
        let half = sin(min(180, cone.radiusDegrees) / 2 * .pi / 180)
        // 1e-30: the rounding of three coordinates, about (1e-15)².
        limit = 4 * half * half * (1 + 1e-9) + 1e-30
    }

    /// Square of the chord to a vector.
    @inline(__always)
    func chordSquared(_ otherX: Double, _ otherY: Double, _ otherZ: Double) -> Double {
        let (dx, dy, dz) = (otherX - x, otherY - y, otherZ - z)
        return dx * dx + dy * dy + dz * dz
    }

    @inline(__always)
    func mayContain(_ otherX: Double, _ otherY: Double, _ otherZ: Double) -> Bool {
        chordSquared(otherX, otherY, otherZ) <= limit
    }
}

extension SkyIndexRun {
    /// Calls `work` with each place whose key is in one of the ranges, which are ascending.
    @inline(__always)
    func forEach(in ranges: [Range<UInt64>], _ work: (SkyIndexRun, Int) -> Void) {
        var place = 0
        for range in ranges {
            place = self.place(of: range.lowerBound, from: place)
            while place < count, keys[place] < range.upperBound {
                work(self, place)
                place += 1
            }
        }
    }
}
