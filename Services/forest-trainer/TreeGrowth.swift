import Alerts
import Foundation
import IsolationForest
import Synchronization
import Threads

/// All that trees of one forest are grown from.
struct TreeGrowth: Sendable {
    let table: FeatureTable
    let featureSet: FeatureSet
    let parameters: ForestParameters
    let scaling: FeatureScaling

    static var processors: Int { ProcessInfo.processInfo.activeProcessorCount }

    /// Grows some of the trees on all processors.
    func grow(_ trees: Range<Int>) async throws -> Forest {
        try await Self.onThreads { isCancelled in
            try Forest.grow(
                trees: trees, on: table, featureSet: featureSet.name, featureSetVersion: featureSet.version,
                features: Self.descriptions(of: featureSet), parameters: parameters, scaling: scaling,
                threads: Self.processors, isCancelled: isCancelled)
        }
    }

    static func descriptions(of featureSet: FeatureSet) -> [FeatureDescription] {
        featureSet.features.map { FeatureDescription(name: $0.name, unit: $0.unit) }
    }

    /// Runs what keeps its thread for long on a thread of its own, so that no task of the service waits for it.
    static func onThreads<Answer: Sendable>(
        _ work: @escaping @Sendable (_ isCancelled: @escaping @Sendable () -> Bool) throws -> Answer
    ) async throws -> Answer {
        let stop = Atomic(false)
        return try await withTaskCancellationHandler {
            try await BlockingThreads.run { try work { stop.load(ordering: .relaxed) } }
        } onCancel: {
            stop.store(true, ordering: .relaxed)
        }
    }
}
