import CSimilarityKernels
import TestSupport
import Testing

@testable import Similarity

/// The unit of the kernels is chosen for the whole process, so one test runs at a time.
@Suite(.serialized) struct IndexTests {
    @Test("Finds what a search in Double finds: recall of at least 0.999", arguments: testSeeds(3))
    func recall(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let index = try randomIndex(3_000, random: &random)
        var found = 0
        for query in stride(from: 0, to: 3_000, by: 150) {
            let id = Int64(query) * 3
            let descriptor = try #require(index.descriptor(of: id))
            let expected = (0..<3_000).map { Int64($0) * 3 }.filter { $0 != id }
                .map { ($0, referenceDistance(descriptor, index.descriptor(of: $0) ?? [], in: index)) }
                .sorted { $0.1 < $1.1 }.prefix(20)
            let matches = try index.nearest(to: id, count: 20)
            #expect(matches.count == 20)
            found += Set(matches.map(\.id)).intersection(expected.map(\.0)).count
            for (match, reference) in zip(matches, expected) {
                #expect(abs(Double(match.distance) - reference.1) < 1e-4 * reference.1)
            }
        }
        #expect(Double(found) / 400 >= 0.999)
    }

    @Test("Plain C and the vector unit give the same bits, for any number of rows")
    func sameBits() {
        var random = SeededGenerator(seed: 9)
        for (count, stride) in [(1, 8), (2, 16), (7, 56), (1_025, 72)] {
            let rows = (0..<count * stride).map { _ in random.normal() }
            let query = (0..<stride).map { _ in random.normal() }
            let weights = (0..<stride).map { _ in random.normal() }
            func distances(_ unit: sk_unit) -> [Float] {
                sk_use_at_most(unit)
                defer { sk_use_at_most(SK_AVX2) }
                var distances = [Float](repeating: 0, count: count)
                sk_squared_distances(rows, Int64(count), Int32(stride), query, weights, &distances)
                return distances
            }
            let plain = distances(SK_PLAIN)
            #expect(plain == distances(SK_AVX2))
            let last = (0..<stride).reduce(0.0) {
                let difference = Double(rows[(count - 1) * stride + $1] - query[$1]) * Double(weights[$1])
                return $0 + difference * difference
            }
            #expect(abs(Double(plain[count - 1]) - last) < 1e-4 * last)
        }
    }

    @Test("An object is not its own neighbour; equal ones come by id; at most all are given")
    func selfAndTies() throws {
        var index = SimilarityIndex(layout: DescriptorLayout(bandCount: 1))
        let same = [Float](repeating: 0.5, count: index.layout.length)
        for id: Int64 in [9, 4, 7, 1] {
            try index.add(same, id: id, rightAscensionDegrees: Double(id), declinationDegrees: -1)
        }
        let matches = try index.nearest(to: 7, count: 100)
        #expect(matches.map(\.id) == [1, 4, 9])
        #expect(matches.map(\.rightAscensionDegrees) == [1, 4, 9])
        #expect(matches.allSatisfy { $0.distance == 0 && $0.declinationDegrees == -1 })
        #expect(try index.nearest(to: same, count: 2).map(\.id) == [1, 4])
        #expect(try SimilarityIndex(layout: index.layout).nearest(to: same, count: 3).isEmpty)
    }

    @Test("Adding an id again replaces the object")
    func replacement() throws {
        var random = SeededGenerator(seed: 2)
        var index = try randomIndex(50, random: &random)
        let far = [Float](repeating: 1_000, count: index.layout.length)
        try index.add(far, id: 30, rightAscensionDegrees: 1, declinationDegrees: 2)
        #expect(index.count == 50)
        #expect(index.descriptor(of: 30) == far)
        let match = try #require(try index.nearest(to: far, count: 1).first)
        #expect(match == SimilarityMatch(id: 30, rightAscensionDegrees: 1, declinationDegrees: 2, distance: 0))
    }

    @Test("Spreads are measured as the index doubles, and no feature's unit matters")
    func spreads() throws {
        var random = SeededGenerator(seed: 5)
        let index = try randomIndex(300, random: &random)
        #expect(index.measuredCount == 256)
        // Feature i is normal with standard deviation i + 1.
        for feature in index.spreads.indices {
            #expect(abs(index.spreads[feature] / Float(feature + 1) - 1) < 0.3)
        }
    }

    @Test("What does not fit is refused by name, and the index stays as it was")
    func refusals() throws {
        var random = SeededGenerator(seed: 6)
        var index = try randomIndex(20, random: &random)
        var broken = [Float](repeating: 0, count: index.layout.length)
        broken[8] = .nan
        #expect(throws: SimilarityError.descriptor(id: 1, reason: "it has 2 features; expected 56")) {
            try index.add([1, 2], id: 1, rightAscensionDegrees: 0, declinationDegrees: 0)
        }
        #expect(
            throws: SimilarityError.descriptor(id: 1, reason: "mode 1 zone 0 is nan; expected at most 1e6 from zero")
        ) {
            try index.add(broken, id: 1, rightAscensionDegrees: 0, declinationDegrees: 0)
        }
        broken[8] = 0
        #expect(throws: SimilarityError.self) {
            try index.add(broken, id: 1, rightAscensionDegrees: .nan, declinationDegrees: 0)
        }
        #expect(throws: SimilarityError.unknown(id: 1)) { try index.nearest(to: 1, count: 3) }
        #expect(throws: SimilarityError.neighbours(count: 0)) { try index.nearest(to: 3, count: 0) }
        #expect(index.count == 20)
    }
}
