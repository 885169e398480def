import ADQL
import Catalog
import Foundation
import Images
import Messages
import Pictures
import Sky
import Tables

/// Draws finding charts.
struct ChartDesk: Sendable {
    let desk: CutoutDesk

    /// A chart of a target, with reference stars from the catalogue where there is one.
    func chart(_ request: ChartRequest, project: String, user: String) throws -> ChartReply {
        let options = desk.options
        var settings = request.target.settings ?? CutoutSettings()
        if settings.widthArcminutes == 0, settings.widthPixels == 0 { settings.widthArcminutes = 4 }
        let position = try desk.position(of: request.target, project: project, user: user)
        let index = try desk.indexes.index(of: project)
        let maker = CutoutMaker(images: desk.images, origin: "chart for \(user)")
        var band: CutoutMaker.Band?
        var reasons: [String] = []
        for name in request.band.isEmpty ? ["r", "i", "g", ""] : [request.band] {
            settings.bands = name
            settings.planes = "science"
            let plan = try CutPlan([settings], largestArcminutes: options.largestArcminutes)
            band = try maker.bands(position, plan, in: index, &reasons).first
            if band != nil { break }
        }
        guard let band, let science = band.science else {
            throw CutoutRefusal.notFound(reasons.last ?? "no image covers the position")
        }
        let table = request.target.table.isEmpty ? options.objectTable : request.target.table
        let world = try WorldCoordinates(science.header)
        var note = ""
        var stars: [ReferenceStar] = []
        do {
            stars = try ReferenceStars(try desk.catalogs.engine(for: project), table: table, for: user).find(
                around: position, world: world, width: science.block.width, height: science.block.height,
                band: band.name,
                faintest: request.faintestMagnitude == 0 ? 20 : request.faintestMagnitude,
                most: request.stars == 0 ? 9 : Int(request.stars))
            if stars.isEmpty { note = "no reference star in table \(table) as bright" }
        } catch {
            note = "no reference stars: \(error)"
        }
        let picture = try FindingChart(
            science, world: world, target: position, name: request.target.name, band: band, stars: stars
        ).picture()
        let content = try picture.png()
        return ChartReply(
            file: CutoutFile(
                name:
                    "\(CutoutName.stem(collection: band.collection, position))\(CutoutMaker.suffix(band.name))_chart.png",
                mimeType: "image/png", kind: "chart", bands: band.name, collection: band.collection, planes: "science",
                width: UInt32(picture.width), height: UInt32(picture.height), images: band.shares,
                blankShare: band.blankShare, bytes: UInt64(content.count), content: content, note: band.note),
            stars: stars, note: note)
    }
}
