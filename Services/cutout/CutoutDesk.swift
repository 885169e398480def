import ADQL
import Bus
import Catalog
import Foundation
import Images
import Jobs
import Messages
import Sky
import Stamps

/// Answers single requests; blocks while it reads.
final class CutoutDesk: Sendable {
    let options: CutoutOptions
    let catalogs: Catalogs
    let indexes: ImageIndexes
    let images: OpenImages
    let stamps: StampStore
    let similarity: SimilarityFiles

    init(_ options: CutoutOptions) throws {
        self.options = options
        catalogs = try options.openCatalogs()
        indexes = ImageIndexes(catalogs)
        similarity = SimilarityFiles(data: options.data)
        stamps = StampStore(folder: options.stamps)
        images = OpenImages(limit: options.openImages)
    }

    // MARK: Cutouts

    /// One target's files, with their content.
    func cutout(_ request: CutoutRequest, project: String, user: String) throws -> CutoutReply {
        let plan = try CutPlan(
            [request.target.settings ?? CutoutSettings()], largestArcminutes: options.largestArcminutes)
        let position = try position(of: request.target, project: project, user: user)
        let reply = CutoutMaker(images: images, origin: "request of \(user)").make(
            position, name: request.target.name, plan, in: try indexes.index(of: project)
        ).reply
        let bytes = reply.files.reduce(0) { $0 + $1.content.count }
        guard bytes <= Self.mostReplyBytes else {
            throw RequestError(
                "limit", "the cutout weighs \(bytes >> 20) MB, more than \(Self.mostReplyBytes >> 20): make it a job")
        }
        return reply
    }

    private static let mostReplyBytes = 64 << 20

    /// Where a target is.
    func position(of target: CutoutTarget, project: String, user: String) throws -> SkyPosition {
        guard target.objectID.isEmpty else {
            let table = target.table.isEmpty ? options.objectTable : target.table
            let finder = try ObjectFinder(try catalogs.engine(for: project), table: table, for: user)
            guard let position = try finder.positions(of: [target.objectID])[target.objectID] else {
                throw CutoutRefusal.notFound("object \(target.objectID): not in table \(table)")
            }
            return position
        }
        guard let position = SkyPosition(rightAscension: target.raDegrees, declination: target.decDegrees) else {
            throw CutoutRefusal.invalid(
                "position (\(target.raDegrees), \(target.decDegrees)): expected ICRS degrees, the declination from -90 to 90"
            )
        }
        return position
    }

    /// Where a user's positions wait.
    func uploads(of user: String, in project: String) -> UploadFolder {
        UploadFolder(data: options.data, project: project, user: user)
    }

    /// Keeps one piece of a file of positions.
    func upload(_ piece: FilePiece, project: String, user: String) throws -> FileReceipt {
        let folder = uploads(of: user, in: project)
        if piece.offset == 0 { folder.forgetOld() }
        return try folder.keep(piece, mostBytes: options.quotaBytes)
    }

    // MARK: Images

    /// Collections, and images that are asked for.
    func list(_ request: ImageListRequest, project: String) throws -> ImageList {
        let index = try indexes.index(of: project)
        let records = index.records.filter { request.collection.isEmpty || $0.collection == request.collection }
        guard request.collection.isEmpty || !records.isEmpty else {
            throw CutoutRefusal.notFound("collection \(request.collection): nothing was scanned under this name")
        }
        var list = ImageList(collections: ImageCollections.of(records))
        guard request.limit > 0 else { return list }
        let found = try images(request, index, records)
        list.images = found.prefix(Int(request.limit)).map { ImageInfo($0) }
        list.isTruncated = found.count > list.images.count
        return list
    }

    private func images(
        _ request: ImageListRequest, _ index: ImageIndex, _ records: [ImageRecord]
    ) throws -> [ImageRecord] {
        let bands = request.bands.isEmpty ? nil : try CutPlan.names(request.bands, "bands")
        func isWanted(_ record: ImageRecord) -> Bool {
            (bands?.contains(record.band) ?? true) && (!request.onlyProblems || !record.problem.isEmpty)
        }
        guard request.isAtPosition else { return records.filter(isWanted) }
        guard
            let position = SkyPosition(rightAscension: request.raDegrees, declination: request.decDegrees)
        else {
            throw CutoutRefusal.invalid("position (\(request.raDegrees), \(request.decDegrees)): expected ICRS degrees")
        }
        return index.groups(near: position, withinRadians: 0) {
            request.collection.isEmpty || $0.collection == request.collection
        }
        .flatMap { group in
            group.planes.filter { record in
                isWanted(record) && (try? CutSource(group, record, images).holds(position)) == true
            }
        }
    }
}
