import ADQL
import Bus
import Catalog
import Dispatch
import Foundation
import Images
import Jobs
import Mesh
import Messages
import Similarity
import Sky
import Synchronization
import Tables
import Threads

/// Describes what the objects of a query look like, and makes the index of it.
struct SimilarityJob: Sendable {
    private let context: JobContext
    private let desk: CutoutDesk
    private let files: SimilarityFiles
    private let parameters: SimilarityParameters

    private static let defaultSideArcseconds = 16.0
    /// Objects that are described at once.
    private static let atOnce = 256

    init(_ context: JobContext, _ desk: CutoutDesk, _ files: SimilarityFiles) throws {
        guard let parameters = context.job.similarity else { throw JobFailure("a similarity job without an order") }
        self.context = context
        self.desk = desk
        self.files = files
        self.parameters = parameters
    }

    func run() async throws -> String {
        let (job, cancellation) = (context.job, Cancellation(context))
        do {
            guard desk.options.curatorNames.contains(job.owner) else {
                throw CutoutRefusal.forbidden(
                    "indexes are for curators, who are \(desk.options.curators); you are \(job.owner)")
            }
            _ = try MeshName.check(parameters.collection, "collection")
            return try await BlockingThreads.run { try make(job, cancellation) }
        } catch let error as RequestError {
            throw JobFailure(error.description)
        } catch let error as ADQLError {
            throw JobFailure(error.description)
        } catch let error as CatalogError where error.kind != .unavailable {
            throw JobFailure(error.description)
        }
    }

    private func make(_ job: Job, _ cancellation: Cancellation) throws -> String {
        let images = try desk.indexes.index(of: job.project)
        let stamp = try stamp(images)
        let maker = CutoutMaker(images: desk.images, origin: job.id)
        var index = SimilarityIndex(layout: DescriptorLayout(bandCount: stamp.bands.count))
        var (seen, lastReason) = (0, "")
        _ = try desk.catalogs.engine(for: job.project).run(
            QueryText(parameters.adql), for: job.owner, limits: QueryLimits(), cancellation: QueryCancellation(),
            begin: { outline in
                guard outline.columns.count >= 3, outline.columns[0].type.isInteger, outline.columns[1].type.isNumeric,
                    outline.columns[2].type.isNumeric
                else {
                    throw CutoutRefusal.invalid(
                        "the query: expected an identifier (integer), ra and dec, in this order")
                }
            }
        ) { batch in
            let rows = RowReader(batch)
            for start in stride(from: 0, to: batch.rowCount, by: Self.atOnce) {
                if cancellation.isSet { throw CancellationError() }
                let group = Array(start..<min(batch.rowCount, start + Self.atOnce))
                let found = Mutex([Result<[Float], any Error>?](repeating: nil, count: group.count))
                DispatchQueue.concurrentPerform(iterations: group.count) { number in
                    let row = group[number]
                    let result = Result { () throws -> [Float] in
                        guard
                            let position = SkyPosition(
                                rightAscension: rows.double(1, row) ?? .nan, declination: rows.double(2, row) ?? .nan)
                        else { throw CutoutRefusal.invalid("no position") }
                        return try stamp.describe(position, maker, in: images)
                    }
                    found.withLock { $0[number] = result }
                }
                for (row, result) in zip(group, found.withLock { $0 }) {
                    seen += 1
                    switch result {
                    case .success(let descriptor):
                        try index.add(
                            descriptor, id: rows.integer(0, row), rightAscensionDegrees: rows.double(1, row) ?? 0,
                            declinationDegrees: rows.double(2, row) ?? 0)
                    case .failure(let error): lastReason = "\(error)"
                    case nil: break
                    }
                }
                let (done, context) = (seen, context)
                cancellation.seldom { Task { await context.progress(0, "\(done) objects", rows: UInt64(done)) } }
            }
        }
        guard index.count > 0 else {
            throw CutoutRefusal.invalid(
                "none of \(seen) objects could be described\(lastReason.isEmpty ? "" : ": \(lastReason)")")
        }
        index.measureSpreads()
        try files.replace(index, stamp, in: job.project, job: job.id)
        let left = seen - index.count
        return "\(index.count) objects in bands \(stamp.bands.joined(separator: ", "))"
            + (left == 0 ? "" : "; \(left) without a usable stamp, the last: \(lastReason)")
    }

    private func stamp(_ images: ImageIndex) throws -> SimilarityStamp {
        let there = ImageIndex.inOrder(
            images.records.filter { $0.collection == parameters.collection && $0.plane == .science }.map(\.band))
        guard !there.isEmpty else {
            throw CutoutRefusal.notFound("collection \(parameters.collection): nothing was scanned under this name")
        }
        let bands = parameters.bands.isEmpty ? there : try CutPlan.names(parameters.bands, "bands")
        let side = parameters.sideArcseconds == 0 ? Self.defaultSideArcseconds : parameters.sideArcseconds
        guard side >= 2, side <= 300 else { throw CutoutRefusal.invalid("side \(side) arcsec: expected 2 to 300") }
        return SimilarityStamp(collection: parameters.collection, bands: bands, sideArcseconds: side)
    }
}
