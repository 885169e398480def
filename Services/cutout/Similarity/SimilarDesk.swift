import Foundation
import Messages
import Similarity
import Sky

/// Finds objects that look alike.
struct SimilarDesk: Sendable {
    let desk: CutoutDesk
    let files: SimilarityFiles

    private static let mostObjects: UInt32 = 1_000

    /// The objects most like a target, the most alike first.
    func answer(_ request: SimilarRequest, project: String, user: String) throws -> SimilarReply {
        let index = try desk.indexes.index(of: project)
        let collection = try collection(request.collection, index)
        let entry = try files.entry(collection, in: project)
        let limit = Int(min(Self.mostObjects, request.limit == 0 ? 10 : request.limit))
        let maker = CutoutMaker(images: desk.images, origin: "similar to a target of \(user)")
        let start = ContinuousClock.now
        var (matches, began): ([SimilarityMatch], ContinuousClock.Instant) = ([], start)
        if let identifier = Int64(request.target.objectID), entry.index.contains(identifier) {
            matches = try entry.index.nearest(to: identifier, count: limit)
        } else {
            let position = try desk.position(of: request.target, project: project, user: user)
            let descriptor = try entry.stamp.describe(position, maker, in: index)
            began = .now
            matches = try entry.index.nearest(to: descriptor, count: limit)
        }
        let seconds = (ContinuousClock.now - began) / .seconds(1)
        return SimilarReply(
            objects: matches.map { match in
                var object = SimilarObject(
                    objectID: match.id, raDegrees: match.rightAscensionDegrees, decDegrees: match.declinationDegrees,
                    distance: Double(match.distance))
                if request.pictures { object.pictures = pictures(of: match, entry.stamp, maker, index) }
                return object
            }, searched: UInt64(entry.index.count), searchSeconds: seconds)
    }

    private func collection(_ wanted: String, _ index: ImageIndex) throws -> String {
        guard wanted.isEmpty else { return wanted }
        let all = Set(index.records.map(\.collection))
        guard all.count == 1, let only = all.first else {
            throw CutoutRefusal.invalid(
                "say in which collection: expected one of \(all.sorted().joined(separator: ", "))")
        }
        return only
    }

    /// In colour where there are three bands, the reddest first; else grey.
    private func pictures(
        of match: SimilarityMatch, _ stamp: SimilarityStamp, _ maker: CutoutMaker, _ index: ImageIndex
    ) -> [CutoutFile] {
        guard
            let position = SkyPosition(
                rightAscension: match.rightAscensionDegrees, declination: match.declinationDegrees)
        else { return [] }
        var plan = CutPlan.stamp(
            collection: stamp.collection, bands: stamp.bands, arcminutes: stamp.sideArcseconds / 60)
        let ordered = ImageIndex.inOrder(stamp.bands)
        if ordered.count >= 3 {
            plan.lupton = [[ordered[ordered.count - 1], ordered[ordered.count / 2], ordered[0]]]
        } else {
            plan.hasGrey = true
        }
        plan.hasFITS = false
        return maker.make(position, name: "\(match.id)", plan, in: index).reply.files
    }
}
