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
    /// A cone is taken a little wider, as the exact condition, which may be another formula, is asked again of each row.
    func search(_ region: SkyRegion, _ found: (Int64) -> Void) {
        switch region {
        case .point(let position): search(position, radius: 0, found)
        case .cone(let cone): search(cone.centre, radius: cone.radius, found)
        case .polygon(let polygon):
            let ranges = region.covering()
            for run in runs {
                run.forEach(in: ranges) { run, place in
                    if polygon.contains(run.direction(place)) { found(run.rows[place]) }
                }
            }
        }
    }

    private func search(_ centre: SkyPosition, radius: Double, _ found: (Int64) -> Void) {
        guard let cone = try? Cone(centre: centre, radius: min(180, radius * (1 + 1e-12) + 1e-13)) else { return }
        let ranges = cone.covering(maximumRanges: 8)
        for run in runs {
            run.forEach(in: ranges) { run, place in
                if cone.contains(run.direction(place)) { found(run.rows[place]) }
            }
        }
    }
}

extension SkyIndexRun {
    /// Where a row is.
    @inline(__always)
    func direction(_ place: Int) -> UnitVector { UnitVector(x: x[place], y: y[place], z: z[place]) }

    /// Calls `work` with each place whose key is in one of the ranges, which are ascending.
    @inline(__always)
    func forEach(in ranges: [Range<Int64>], _ work: (SkyIndexRun, Int) -> Void) {
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
