import Bus
import Foundation
import Jobs
import Mesh
import Messages
import Threads

/// Reads a collection's headers into the index.
struct ScanJob: Sendable {
    private let context: JobContext
    private let desk: CutoutDesk
    private let parameters: ScanParameters

    init(_ context: JobContext, _ desk: CutoutDesk) throws {
        guard let parameters = context.job.scan else { throw JobFailure("a scan job without a collection") }
        self.context = context
        self.desk = desk
        self.parameters = parameters
    }

    func run() async throws -> String {
        let job = context.job
        do {
            let order = try await BlockingThreads.run {
                try ScanOrder(parameters, desk, project: job.project, user: job.owner)
            }
            let (context, cancellation) = (context, Cancellation(context))
            let outcome = try await BlockingThreads.run {
                let outcome = try order.scanner.scan(known: order.known, again: order.parameters.readsAgain) {
                    share, files in
                    if cancellation.isSet { throw CancellationError() }
                    cancellation.seldom { Task { await context.progress(share, "\(files) files read") } }
                }
                try desk.indexes.replace(
                    order.scanner.collection, with: outcome.records, in: job.project, startedFrom: order.version)
                return outcome
            }
            return "collection \(order.scanner.collection) in \(order.scanner.folder): \(outcome.summary)"
        } catch let error as RequestError {
            throw JobFailure(error.description)
        }
    }
}
