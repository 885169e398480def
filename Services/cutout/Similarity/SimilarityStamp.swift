import Images
import Pictures
import Similarity
import Sky

/// The pixels by which objects are compared: one small square in some bands.
struct SimilarityStamp: Sendable {
    let collection: String
    let bands: [String]
    let sideArcseconds: Double

    /// What an object at a position looks like.
    ///
    /// - Throws: why it cannot be said: no image in a band, no data, nothing at the centre.
    func describe(_ position: SkyPosition, _ maker: CutoutMaker, in index: ImageIndex) throws -> [Float] {
        let side = sideArcseconds / 60
        var reasons: [String] = []
        let plan = CutPlan.stamp(collection: collection, bands: bands, arcminutes: side)
        let cuts = try maker.bands(position, plan, in: index, &reasons)
        guard cuts.count == bands.count, let first = cuts.first?.science else {
            throw CutoutRefusal.notFound(reasons.last ?? "not in all bands \(bands.joined(separator: ", "))")
        }
        let planes = try cuts.compactMap { try $0.science.map { try Regrid.onto(first, $0).values } }
        let world = try WorldCoordinates(first.header)
        return try ImageDescriptor.describe(
            bands: planes, width: first.block.width, height: first.block.height,
            pixelScaleArcseconds: world.scaleArcseconds)
    }
}

extension CutPlan {
    /// Brightness only, as a small square.
    static func stamp(collection: String, bands: [String], arcminutes: Double) -> CutPlan {
        var plan = CutPlan(size: .arcminutes(width: arcminutes, height: arcminutes))
        plan.collection = collection
        plan.bands = bands
        plan.planes = [.science]
        return plan
    }
}
