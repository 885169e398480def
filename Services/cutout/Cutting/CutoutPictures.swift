import Images
import Messages
import Pictures
import Sky

/// Pictures of cut pixels.
enum CutoutPictures {
    /// A grey picture of one band.
    static func grey(_ band: CutoutMaker.Band, _ position: SkyPosition, _ plan: CutPlan) throws -> MadeFile {
        guard let science = band.science else {
            throw CutoutRefusal.notFound("band \(band.name): no plane to make a picture of")
        }
        let picture = Picture(try science.block.intensities, stretch: plan.stretch, limits: plan.limits)
        return try file(picture, "grey", [band.name], "", [band], position, plan)
    }

    /// A colour picture of three bands, red first.
    static func colour(
        _ kind: String, _ triplet: [String], _ bands: [CutoutMaker.Band], _ position: SkyPosition, _ plan: CutPlan
    ) throws -> MadeFile {
        let channels = triplet.compactMap { name in bands.first { $0.name == name && $0.science != nil } }
        guard channels.count == 3, let grid = channels[1].science else {
            let missing = triplet.filter { name in !channels.contains { $0.name == name } }
            throw CutoutRefusal.notFound(
                "colour picture \(triplet.joined()): no image in band \(missing.joined(separator: ", ")) covers the position"
            )
        }
        let planes = try channels.compactMap { try $0.science.map { try Regrid.onto(grid, $0) } }
        let picture =
            kind == "lupton"
            ? try Picture(
                red: planes[0], green: planes[1], blue: planes[2],
                LuptonColours(minimum: plan.luptonMinimum, stretch: plan.luptonStretch, softening: plan.luptonQ))
            : try Picture(red: planes[0], green: planes[1], blue: planes[2], StiffColours())
        return try file(picture, kind, triplet, "_\(kind)", channels, position, plan)
    }

    private static func file(
        _ picture: Picture, _ kind: String, _ names: [String], _ ending: String, _ bands: [CutoutMaker.Band],
        _ position: SkyPosition, _ plan: CutPlan
    ) throws -> MadeFile {
        let content = try picture.encoded(as: plan.pictureFormat)
        let stem = CutoutName.stem(collection: bands[0].collection, position)
        let letters = names.map(CutoutName.plain).joined(separator: names.allSatisfy { $0.count == 1 } ? "" : "-")
        let file = CutoutFile(
            name: "\(stem)\(CutoutMaker.suffix(letters))\(ending).\(plan.pictureFormat.fileExtension)",
            mimeType: plan.pictureFormat.mimeType, kind: kind,
            bands: names.joined(separator: names.allSatisfy { $0.count == 1 } ? "" : ","),
            collection: bands[0].collection, planes: "science", width: UInt32(picture.width),
            height: UInt32(picture.height), images: bands.flatMap(\.shares),
            blankShare: bands.map(\.blankShare).max() ?? 0, bytes: UInt64(content.count), content: content,
            note: bands.map(\.note).first { !$0.isEmpty } ?? "")
        return MadeFile(file: file, picture: picture)
    }
}

extension PixelBlock {
    /// The pixels as a picture takes them.
    var intensities: Intensities {
        get throws { try Intensities(width: width, height: height, values: floats()) }
    }
}
