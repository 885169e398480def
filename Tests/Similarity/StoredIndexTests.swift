import Foundation
import Similarity
import TestSupport
import Testing

@Suite struct StoredIndexTests {
    @Test("A file gives back the same index, which grows on", arguments: [0, 1, 700])
    func roundTrip(count: Int) async throws {
        try await withTemporaryFolder { folder in
            var random = SeededGenerator(seed: 1)
            let index = try randomIndex(count, random: &random)
            let path = "\(folder)/index"
            try index.write(to: path)
            var back = try SimilarityIndex(contentsOf: path)
            #expect(back.count == count)
            #expect(back.layout == index.layout)
            #expect(back.spreads == index.spreads)
            #expect(back.measuredCount == index.measuredCount)
            let query = (0..<index.layout.length).map { _ in random.normal() }
            #expect(try back.nearest(to: query, count: 10) == index.nearest(to: query, count: 10))
            try back.add(query, id: 3, rightAscensionDegrees: 1, declinationDegrees: 1)
            #expect(back.count == max(count, 1) + (count == 1 ? 1 : 0))
            try back.write(to: path)
            #expect(try SimilarityIndex(contentsOf: path).descriptor(of: 3) == query)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["index"])
        }
    }

    @Test("A file cut anywhere or with any bit changed is refused, with its path and place")
    func damage() async throws {
        try await withTemporaryFolder { folder in
            var random = SeededGenerator(seed: 2)
            let path = "\(folder)/index"
            try randomIndex(20, random: &random).write(to: path)
            let whole = try Data(contentsOf: URL(fileURLWithPath: path))
            func expectRefusal(_ bytes: Data, _ what: String) throws {
                try bytes.write(to: URL(fileURLWithPath: path))
                do {
                    _ = try SimilarityIndex(contentsOf: path)
                    Issue.record("\(what) was read")
                } catch SimilarityError.stored(let named, _, _) {
                    #expect(named == path)
                }
            }
            for length in [0, 3, 39, 43, 44, 100, whole.count - 248, whole.count - 4, whole.count - 1] {
                try expectRefusal(whole.prefix(length), "a file of \(length) bytes")
            }
            try expectRefusal(whole + [0], "a file with a byte more")
            for _ in 0..<200 {
                var damaged = whole
                let place = Int.random(in: 0..<whole.count, using: &random)
                damaged[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
                try expectRefusal(damaged, "a change at \(place)")
            }
        }
    }

    @Test("Errors name the file and what was expected")
    func errors() async throws {
        try await withTemporaryFolder { folder in
            let path = "\(folder)/index"
            #expect(throws: SimilarityError.self) { try SimilarityIndex(contentsOf: path) }
            try Data(repeating: 65, count: 100).write(to: URL(fileURLWithPath: path))
            #expect(
                throws: SimilarityError.stored(path: path, reason: "it does not begin with \"PRYTNSIM\"", offset: 0)
            ) { try SimilarityIndex(contentsOf: path) }
            let index = SimilarityIndex(layout: DescriptorLayout(bandCount: 2))
            #expect(
                throws: SimilarityError.file(
                    path: "\(folder)/none/index.draft", reason: "cannot be made: No such file or directory")
            ) { try index.write(to: "\(folder)/none/index") }
        }
    }
}
