import Foundation
import Similarity
import TestSupport

/// The descriptor of a square image of one band.
func describe(_ pixels: [Float], side: Int = 64) throws -> [Float] {
    try ImageDescriptor.describe(bands: [pixels], width: side, height: side)
}

/// The weighted distance of two descriptors, by the spreads that an index measured, in Double and without vectors.
func referenceDistance(_ a: [Float], _ b: [Float], in index: SimilarityIndex) -> Double {
    var sum = 0.0
    for feature in a.indices {
        let difference = (Double(a[feature]) - Double(b[feature])) * Double(index.layout.weights[feature])
        sum += difference * difference / (Double(index.spreads[feature]) * Double(index.spreads[feature]))
    }
    return sum.squareRoot()
}

/// An index of random synthetic objects, and the kind of each id.
struct SyntheticSurvey {
    var index = SimilarityIndex(layout: DescriptorLayout(bandCount: 1))
    var kinds: [SyntheticKind] = []

    init(perKind: Int, peak: Float, random: inout SeededGenerator) throws {
        for _ in 0..<perKind {
            for kind in SyntheticKind.allCases {
                let brightness = peak * Float.random(in: 0.5...2, using: &random)
                let image = SyntheticObject.random(kind, &random)
                    .image(peak: brightness, neighbour: .random(using: &random), random: &random)
                let descriptor = try describe(image)
                try index.add(
                    descriptor, id: Int64(kinds.count), rightAscensionDegrees: Double(kinds.count),
                    declinationDegrees: 0)
                kinds.append(kind)
            }
        }
        index.measureSpreads()
    }

    /// The distance to the object of another kind that is nearest to this descriptor.
    func nearestOtherKind(_ descriptor: [Float], _ kind: SyntheticKind) throws -> Float {
        let matches = try index.nearest(to: descriptor, count: index.count)
        return matches.first { kinds[Int($0.id)] != kind }?.distance ?? 0
    }
}

/// An index of random descriptors of one band.
func randomIndex(_ count: Int, random: inout SeededGenerator) throws -> SimilarityIndex {
    var index = SimilarityIndex(layout: DescriptorLayout(bandCount: 1))
    for id in 0..<count {
        let descriptor = (0..<index.layout.length).map { Float($0 + 1) * random.normal() }
        try index.add(
            descriptor, id: Int64(id) * 3, rightAscensionDegrees: .random(in: 0..<360, using: &random),
            declinationDegrees: .random(in: -90...90, using: &random))
    }
    return index
}
