import Foundation
import Images
import Mesh
import Messages
import Pictures
import Sky

/// Makes all files of one target.
struct CutoutMaker: Sendable {
    let images: OpenImages
    /// The job or the request, for the files' headers.
    let origin: String

    /// One band of one collection around the target, cut.
    struct Band {
        let name: String
        let collection: String
        let sources: [CutSource]
        var planes: [(kind: PlaneKind, cut: CutPlane)] = []
        var shares: [ImageShare] = []
        var notes: [String] = []

        var science: CutPlane? { planes.first { $0.kind == .science }?.cut ?? planes.first?.cut }
    }

    /// The files of a target, and what could not be made; of each collection, where none was chosen.
    func make(_ position: SkyPosition, name: String, _ plan: CutPlan, in index: ImageIndex) -> MadeCutout {
        var made = MadeCutout(
            reply: CutoutReply(name: name, raDegrees: position.rightAscension, decDegrees: position.declination))
        var reasons: [String] = []
        let groups = candidates(position, plan, index)
        let collections = Set(groups.map(\.collection))
        guard collections.count <= 1 else {
            return .joined(
                collections.sorted().map { collection in
                    var one = plan
                    one.collection = collection
                    return make(position, name: name, one, in: index)
                })
        }
        let byBand = Dictionary(grouping: groups, by: \.band)
        for band in plan.bands ?? [] where byBand[band] == nil {
            reasons.append("no image in band \(band) covers the position")
        }
        if groups.isEmpty, plan.bands == nil { reasons.append(Self.nothing(plan, index)) }
        if plan.listsOnly {
            for name in plan.bands ?? ImageIndex.inOrder(byBand.keys) {
                do { made.reply.files += try list(byBand[name] ?? [], position, plan) } catch {
                    reasons.append("\(error)")
                }
            }
        }
        let bands = plan.listsOnly ? [] : cut(byBand, position, plan, &reasons)
        for band in bands {
            if plan.hasFITS { collect(&made, &reasons) { MadeFile(file: try fits(band, position, plan)) } }
            if plan.hasGrey { collect(&made, &reasons) { try CutoutPictures.grey(band, position, plan) } }
        }
        for (kind, triplets) in [("lupton", plan.lupton), ("stiff", plan.stiff)] where !plan.listsOnly {
            for triplet in triplets {
                collect(&made, &reasons) {
                    try CutoutPictures.colour(
                        kind, triplet, bands + missing(triplet, bands, position, plan, index), position, plan)
                }
            }
        }
        made.reply.reason = reasons.joined(separator: "; ")
        return made
    }

    private func collect(_ made: inout MadeCutout, _ reasons: inout [String], _ make: () throws -> MadeFile) {
        do {
            let one = try make()
            made.reply.files.append(one.file)
            if let picture = one.picture { made.pictures.append((picture, one.file.bands)) }
        } catch {
            reasons.append("\(error)")
        }
    }

    // MARK: Which images

    /// Images near the target, of which at least one of each band holds it; the nearest first.
    private func candidates(_ position: SkyPosition, _ plan: CutPlan, _ index: ImageIndex) -> [ImageIndex.Group] {
        index.groups(near: position, withinRadians: plan.reachRadians(around: position)) { group in
            (plan.collection.isEmpty || group.collection == plan.collection)
                && (plan.release.isEmpty || group.release == plan.release)
                && (plan.bands?.contains(group.band) ?? true)
                && group.planes.contains { plan.planes.contains($0.plane) }
        }
    }

    private static func nothing(_ plan: CutPlan, _ index: ImageIndex) -> String {
        if index.records.isEmpty { return "the project has no images: peryton images scan" }
        if !plan.collection.isEmpty, !index.records.contains(where: { $0.collection == plan.collection }) {
            return "no collection \(plan.collection): expected one of "
                + Set(index.records.map(\.collection)).sorted().joined(separator: ", ")
        }
        return "no image covers the position"
    }

    /// Bands of a colour picture that are not wanted by themselves.
    private func missing(
        _ triplet: [String], _ bands: [Band], _ position: SkyPosition, _ plan: CutPlan, _ index: ImageIndex
    ) throws -> [Band] {
        var more = plan
        more.bands = triplet.filter { name in !bands.contains { $0.name == name } }
        more.planes = [.science]
        guard more.bands?.isEmpty == false else { return [] }
        let byBand = Dictionary(grouping: candidates(position, more, index), by: \.band)
        var reasons: [String] = []
        return try (more.bands ?? []).compactMap { name in
            try byBand[name].flatMap { try cut(name, $0, position, more, &reasons) }
        }
    }

    private func list(_ groups: [ImageIndex.Group], _ position: SkyPosition, _ plan: CutPlan) throws -> [CutoutFile] {
        try groups.flatMap { group in
            try group.planes.filter { plan.planes.contains($0.plane) }.compactMap { record in
                let source = try CutSource(group, record, images)
                guard source.holds(position) else { return nil }
                return CutoutFile(
                    name: record.path, mimeType: "application/fits", kind: "image", bands: group.band,
                    collection: group.collection, planes: record.plane.rawValue, width: UInt32(record.width),
                    height: UInt32(record.height),
                    images: [ImageShare(imageID: UInt64(record.identifier), name: record.path, share: 1)],
                    bytes: UInt64(record.fileBytes))
            }
        }
    }

    // MARK: Cutting

    /// The bands around a target, cut, and why some are missing.
    func bands(
        _ position: SkyPosition, _ plan: CutPlan, in index: ImageIndex, _ reasons: inout [String]
    ) throws -> [Band] {
        let groups = candidates(position, plan, index)
        if groups.isEmpty { reasons.append(Self.nothing(plan, index)) }
        return cut(Dictionary(grouping: groups, by: \.band), position, plan, &reasons)
    }

    private func cut(
        _ groups: [String: [ImageIndex.Group]], _ position: SkyPosition, _ plan: CutPlan, _ reasons: inout [String]
    ) -> [Band] {
        (plan.bands ?? ImageIndex.inOrder(groups.keys)).compactMap { name in
            guard let groups = groups[name] else { return nil }
            do {
                return try cut(name, groups, position, plan, &reasons)
            } catch {
                reasons.append("band \(name): \(error)")
                return nil
            }
        }
    }

    /// nil where no image of the band holds the target; the reason is then noted.
    private func cut(
        _ name: String, _ groups: [ImageIndex.Group], _ position: SkyPosition, _ plan: CutPlan,
        _ reasons: inout [String]
    ) throws -> Band? {
        var sources: [CutSource] = []
        var primary: CutSource?
        for group in groups {
            guard let record = group.planes.first(where: { plan.planes.contains($0.plane) }) else { continue }
            do {
                let source = try CutSource(group, record, images)
                if primary == nil, source.holds(position) {
                    primary = source
                    // Far more images may overlap than are needed.
                    if source.covers(position, plan) { break }
                } else {
                    sources.append(source)
                }
            } catch {
                // Another image may do.
                reasons.append("\(record.path): \(error)")
            }
        }
        guard let primary else {
            reasons.append("no image\(name.isEmpty ? "" : " in band \(name)") holds the position on its pixels")
            return nil
        }
        let others =
            plan.stitches && !primary.covers(position, plan)
            ? sources.filter { $0.group.collection == primary.group.collection } : []
        var band = Band(name: name, collection: primary.group.collection, sources: [primary] + others)
        for kind in [PlaneKind.science, .mask, .weight, .other] where plan.planes.contains(kind) {
            try addPlane(kind, to: &band, position, plan)
        }
        return band.planes.isEmpty ? nil : band
    }

    private func addPlane(_ kind: PlaneKind, to band: inout Band, _ position: SkyPosition, _ plan: CutPlan) throws {
        let sources = try band.sources.compactMap { source in
            try source.group.plane(kind).map { try CutSource(source.group, $0, images) }
        }
        guard !sources.isEmpty, band.sources[0].group.plane(kind) != nil else { return }
        let parts = try sources.map { try StitchSource($0.entry.file, $0.image, world: $0.world) }
        let cut: StitchedCut
        if let region = plan.region(around: position, scale: sources[0].world.scaleArcseconds) {
            cut = try Stitcher.cut(region, from: parts)
        } else {
            cut = try Stitcher.cut(position, size: plan.size, from: parts)
        }
        band.planes.append((kind, cut.plane))
        band.notes += cut.failures.map { "\($0)" }
        guard band.shares.isEmpty else { return }
        band.shares = cut.contributions.filter { $0.share > 0 }.map { part in
            let source = sources.first { $0.record.fullPath == part.path && $0.record.hdu == part.hdu }
            return ImageShare(
                imageID: UInt64(source?.record.identifier ?? 0), name: source?.record.path ?? part.path,
                share: part.share)
        }
    }
}
