import Sky

/// Finds the rows of a sky index near many positions.
struct PositionMatcher {
    /// A row near a position.
    struct Match {
        var position: Int32
        var row: Int64
        var separationArcseconds: Double
    }

    private let index: SkyIndex
    private let radiusDegrees: Double
    private let mostPerPosition: Int

    init(index: SkyIndex, radiusArcseconds: Double, mostPerPosition: Int) {
        self.index = index
        radiusDegrees = radiusArcseconds / 3_600
        self.mostPerPosition = mostPerPosition
    }

    /// The matches of some positions, in their order, nearest first; positions that are no positions match nothing.
    func matches(_ positions: Range<Int>, rightAscensions: [Double], declinations: [Double]) -> [Match] {
        var wanted: [(entry: SkyIndexEntry, cone: Cone)] = []
        wanted.reserveCapacity(positions.count)
        for place in positions {
            guard
                let position = SkyPosition(
                    rightAscension: rightAscensions[place], declination: declinations[place]),
                let cone = try? Cone(centre: position, radius: radiusDegrees)
            else { continue }
            wanted.append((SkyIndexEntry(position, row: Int64(place)), cone))
        }
        // Along the sky, so that each look-up finds the pages of the one before it in the cache.
        wanted.sort { $0.entry.key < $1.entry.key }
        var matches: [Match] = []
        matches.reserveCapacity(wanted.count)
        for (entry, cone) in wanted { search(cone, Int32(entry.row), &matches) }
        matches.sort {
            ($0.position, $0.separationArcseconds, $0.row) < ($1.position, $1.separationArcseconds, $1.row)
        }
        return mostPerPosition == .max ? matches : nearest(matches)
    }

    private func search(_ cone: Cone, _ position: Int32, _ matches: inout [Match]) {
        // Small cones hold next to nothing: fewer ranges that fit less well are found faster.
        let ranges = cone.covering(maximumRanges: 4)
        for run in index.runs {
            run.forEach(in: ranges) { run, place in
                let direction = run.direction(place)
                guard cone.contains(direction) else { return }
                matches.append(
                    Match(
                        position: position, row: run.rows[place],
                        separationArcseconds: cone.axis.radians(to: direction) * 180 / .pi * 3_600))
            }
        }
    }

    private func nearest(_ matches: [Match]) -> [Match] {
        var kept: [Match] = []
        kept.reserveCapacity(matches.count)
        var count = 0
        for match in matches {
            // At least the nearest of every position is kept, so that the last one kept tells whether this is a new one.
            count = kept.last?.position == match.position ? count + 1 : 1
            if count <= mostPerPosition { kept.append(match) }
        }
        return kept
    }
}
