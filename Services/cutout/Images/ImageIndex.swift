import Images
import Sky

/// All usable images of a project, found by where they are on the sky.
struct ImageIndex: Sendable {
    /// The planes of one exposure or tile, one above the other.
    struct Group: Sendable {
        let collection: String
        let release: String
        let band: String
        let centre: SkyPosition
        let direction: UnitVector
        /// From the centre to the furthest corner.
        let radiusRadians: Double
        let scaleArcseconds: Double
        let limitingMagnitude: Double?
        let mjd: Double?
        /// In the order science, mask, weight, other.
        let planes: [ImageRecord]

        func plane(_ kind: PlaneKind) -> ImageRecord? { planes.first { $0.plane == kind } }
    }

    /// Every record, those that cannot be used too.
    let records: [ImageRecord]
    /// By the declination of their centres.
    private let groups: [Group]
    private let largestRadiusRadians: Double

    init(_ records: [ImageRecord]) {
        self.records = records
        let usable = records.filter { $0.problem.isEmpty && $0.centre != nil }
        struct Key: Hashable {
            let collection: String
            let group: String
            let width: Int
            let height: Int
        }
        groups = Dictionary(grouping: usable) {
            Key(collection: $0.collection, group: $0.group, width: $0.width, height: $0.height)
        }
        .values.compactMap(Self.group)
        .sorted {
            ($0.centre.declination, $0.planes[0].identifier) < ($1.centre.declination, $1.planes[0].identifier)
        }
        largestRadiusRadians = groups.map(\.radiusRadians).max() ?? 0
    }

    private static let planeOrder: [PlaneKind] = [.science, .mask, .weight, .other]

    private static func group(_ records: [ImageRecord]) -> Group? {
        let planes = records.sorted {
            (planeOrder.firstIndex(of: $0.plane) ?? 0, $0.path, $0.hdu)
                < (planeOrder.firstIndex(of: $1.plane) ?? 0, $1.path, $1.hdu)
        }
        guard let first = planes.first, let centre = first.centre else { return nil }
        let direction = UnitVector(centre)
        let radius = first.footprint.map { direction.radians(to: UnitVector($0)) }.max() ?? 0
        return Group(
            collection: first.collection, release: first.release,
            band: planes.first { !$0.band.isEmpty }?.band ?? "", centre: centre, direction: direction,
            radiusRadians: radius, scaleArcseconds: first.scaleArcseconds,
            limitingMagnitude: planes.compactMap(\.limitingMagnitude).first,
            mjd: planes.compactMap(\.mjd).first, planes: planes)
    }

    /// The images that may reach into a circle: the nearest centre first, of equally near ones the newest release.
    func groups(near position: SkyPosition, withinRadians radius: Double, where fits: (Group) -> Bool) -> [Group] {
        let direction = UnitVector(position)
        let reach = (radius + largestRadiusRadians) * 180 / .pi + 1e-9
        let first = groups.partitioningIndex { $0.centre.declination >= position.declination - reach }
        var found: [(distance: Double, group: Group)] = []
        for group in groups[first...] {
            guard group.centre.declination <= position.declination + reach else { break }
            let distance = direction.radians(to: group.direction)
            if distance <= radius + group.radiusRadians, fits(group) { found.append((distance, group)) }
        }
        return found.sorted { ($0.distance, $1.group.release) < ($1.distance, $0.group.release) }.map(\.group)
    }

    /// Bands of the images, in the order of their wavelengths where they are known.
    static func inOrder(_ bands: some Sequence<String>) -> [String] {
        let known = ["u", "g", "r", "i", "z", "zd", "Y", "y", "VR", "w1", "w2", "w3", "w4"]
        return Set(bands).sorted {
            (known.firstIndex(of: $0) ?? known.count, $0) < (known.firstIndex(of: $1) ?? known.count, $1)
        }
    }
}

extension Array {
    /// The first index whose element, and every one behind it, is as wanted; the others come before.
    func partitioningIndex(where isBehind: (Element) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if isBehind(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
