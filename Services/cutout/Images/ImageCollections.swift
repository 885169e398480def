import Images
import Messages
import Sky

/// What a project's collections are, from their images.
enum ImageCollections {
    static func of(_ records: [ImageRecord]) -> [ImageCollection] {
        Dictionary(grouping: records, by: \.collection).sorted { $0.key < $1.key }.map { name, records in
            ImageCollection(
                name: name, folder: records[0].folder, images: UInt64(records.count),
                problems: UInt64(records.count { !$0.problem.isEmpty }),
                bands: ImageIndex.inOrder(records.map(\.band).filter { !$0.isEmpty }),
                releases: Set(records.map(\.release)).filter { !$0.isEmpty }.sorted(),
                planes: Set(records.map(\.plane.rawValue)).sorted(),
                bytes: UInt64(Dictionary(grouping: records, by: \.path).values.reduce(0) { $0 + $1[0].fileBytes }),
                areaSquareDegrees: area(records))
        }
    }

    /// Sky that the images cover, overlaps counted once; too large by half a HEALPix cell of 0.9 arcminutes along its edge.
    private static func area(_ records: [ImageRecord]) -> Double {
        var outlines: [String: SkyPolygon] = [:]
        for record in records where record.plane == .science && record.problem.isEmpty {
            let text = record.footprint.map { "\($0.rightAscension) \($0.declination)" }.joined(separator: " ")
            if outlines[text] == nil { outlines[text] = try? SkyPolygon(vertices: record.footprint) }
        }
        return outlines.values.map { MultiOrderCoverage(covering: .polygon($0), order: 12) }
            .reduce(MultiOrderCoverage()) { $0.union($1) }.area
    }
}
