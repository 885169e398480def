import Images
import Messages
import Pictures
import Sky

/// A file of a cutout, and its picture where it is one.
struct MadeFile {
    var file: CutoutFile
    var picture: Picture?
}

/// What was made of a target.
struct MadeCutout {
    var reply: CutoutReply
    /// Pictures, each with the name of its file's bands.
    var pictures: [(picture: Picture, bands: String)] = []
}

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

extension Picture {
    /// The picture as a file.
    func encoded(as format: PictureFormat) throws -> [UInt8] {
        switch format {
        case .png: try png()
        case .jpeg: try jpeg(quality: 90)
        }
    }
}

extension PixelBlock {
    /// The pixels as a picture takes them.
    var intensities: Intensities {
        get throws { try Intensities(width: width, height: height, values: floats()) }
    }
}

/// Brings pixels of one band to another band's grid, for pictures: bilinear, as the eye does not mind.
enum Regrid {
    static func onto(_ grid: CutPlane, _ cut: CutPlane) throws -> Intensities {
        let source = try cut.block.intensities
        let here = try WorldCoordinates(cut.header)
        let there = try WorldCoordinates(grid.header)
        if source.width == grid.block.width, source.height == grid.block.height, isSame(here, there, source) {
            return source
        }
        var values = [Float](repeating: .nan, count: grid.block.width * grid.block.height)
        for y in 0..<grid.block.height {
            for x in 0..<grid.block.width {
                guard let position = there.position(x: Double(x), y: Double(y)), let pixel = here.pixel(of: position)
                else { continue }
                values[y * grid.block.width + x] = source.bilinear(pixel.x, pixel.y)
            }
        }
        return try Intensities(width: grid.block.width, height: grid.block.height, values: values)
    }

    /// Whether two grids agree to a twentieth of a pixel at opposite corners.
    private static func isSame(_ here: WorldCoordinates, _ there: WorldCoordinates, _ size: Intensities) -> Bool {
        [(0.0, 0.0), (Double(size.width - 1), Double(size.height - 1))].allSatisfy { x, y in
            guard let position = there.position(x: x, y: y), let pixel = here.pixel(of: position) else { return false }
            return abs(pixel.x - x) < 0.05 && abs(pixel.y - y) < 0.05
        }
    }
}

extension Intensities {
    /// The value between four pixels; NaN beyond the edge.
    fileprivate func bilinear(_ x: Double, _ y: Double) -> Float {
        let (left, bottom) = (Int(x.rounded(.down)), Int(y.rounded(.down)))
        guard x >= -0.5, y >= -0.5, x <= Double(width) - 0.5, y <= Double(height) - 0.5 else { return .nan }
        func at(_ column: Int, _ row: Int) -> Float {
            values[min(height - 1, max(0, row)) * width + min(width - 1, max(0, column))]
        }
        let (dx, dy) = (Float(x) - Float(left), Float(y) - Float(bottom))
        return at(left, bottom) * (1 - dx) * (1 - dy) + at(left + 1, bottom) * dx * (1 - dy)
            + at(left, bottom + 1) * (1 - dx) * dy + at(left + 1, bottom + 1) * dx * dy
    }
}
