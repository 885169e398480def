import BenchmarkSupport
import Foundation
import IsolationForest
import Similarity

/// The ten most alike of 280,000 objects, on one core.
struct SimilarityCase {
    let report: Report

    private static let objects = 280_000
    private static let turns = 300
    /// What a published system takes for as many objects on one PC (LINEAGE, section 7).
    private static let peerSeconds = 0.035

    func run() throws {
        let layout = DescriptorLayout(bandCount: 3)
        var generator = SplitMix64(state: 5)
        var index = SimilarityIndex(layout: layout)
        index.reserveCapacity(Self.objects)
        for id in 0..<Self.objects {
            // Sums of uniform numbers are nearly normal, as descriptors are.
            let descriptor = (0..<layout.length).map { _ in
                Float.random(in: -1...1, using: &generator) + Float.random(in: -1...1, using: &generator)
                    + Float.random(in: -1...1, using: &generator)
            }
            try index.add(descriptor, id: Int64(id), rightAscensionDegrees: 0, declinationDegrees: 0)
        }
        index.measureSpreads()
        var measurement = Measurement()
        for _ in 0..<Self.turns {
            let id = Int64.random(in: 0..<Int64(Self.objects), using: &generator)
            var found: [SimilarityMatch] = []
            let seconds = try Measurement.seconds { found = try index.nearest(to: id, count: 10) }
            guard found.count == 10 else { throw BenchmarkFailure("similarity: \(found.count) of 10 objects") }
            measurement.add(ours: seconds, peer: Self.peerSeconds)
        }
        report.tell("similarity", measurement, peerName: "35 ms, published for as many")
    }
}
