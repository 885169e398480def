import Testing

@testable import IsolationForest

@Suite struct SerializationTests {
    static func smallForest(_ choice: ExtensionChoice = .mixed) throws -> Forest {
        try trainedForest(
            on: gaussianTable(rows: 60, features: 3, seed: 1),
            parameters: ForestParameters(trees: 5, sampleSize: 16, heightLimit: 3, extensionChoice: choice, seed: 7))
    }

    @Test(
        "A stored forest comes back whole: same settings, same scores, same bytes",
        arguments: [
            (ExtensionChoice.mixed, 9), (.level(0), 9), (.level(1), 9), (.level(4), 9), (.level(8), 9), (.mixed, 1),
            (.mixed, 2), (.level(1), 300), (.mixed, 300),
        ])
    func roundTrip(choice: ExtensionChoice, features: Int) throws {
        let rows = try gaussianTable(rows: 600, features: features, seed: 2)
        let forest = try trainedForest(
            on: rows, parameters: ForestParameters(trees: 12, sampleSize: 300, extensionChoice: choice, seed: .max))
        let bytes = forest.serialized()
        let back = try Forest(serialized: bytes)
        #expect(back.parameters == forest.parameters)
        #expect(back.features == forest.features)
        #expect(back.featureSet == "test")
        #expect(back.featureSetVersion == 1)
        #expect(back.trainedRows == 600)
        #expect(back.calibration == forest.calibration)
        #expect(try back.scores(of: rows) == forest.scores(of: rows))
        #expect(try back.explain(Array(rows[5])) == forest.explain(Array(rows[5])))
        #expect(back.serialized() == bytes)
    }

    @Test(
        "A stored forest is no more than 1.2 times what it holds: numbers, features, leaves, shapes, calibration, words",
        arguments: [ExtensionChoice.mixed, .level(0), .level(1), .level(10)])
    func size(choice: ExtensionChoice) throws {
        let features = 11
        let forest = try trainedForest(
            on: gaussianTable(rows: 3_000, features: features, seed: 5),
            parameters: ForestParameters(extensionChoice: choice))
        var held = 8 * features + 2 * features * (features + 1)
        held += 16 * (forest.calibration?.scores.count ?? 0)
        held += forest.features.reduce(0) { $0 + $1.name.utf8.count + $1.unit.utf8.count }
        for position in 0..<forest.store.count {
            let tree = forest.store.tree(at: position)
            held += 4 * (tree.thresholds.count + tree.coefficients.count) + tree.leafSizes.count
            if tree.termsPerCut < features { held += tree.termFeatures.count }
            held += tree.isCut.count / 8
        }
        #expect(Double(forest.serialized().count) < 1.2 * Double(held))
    }

    @Test("Every shorter prefix is refused, and so are bytes too many")
    func truncation() throws {
        let bytes = try Self.smallForest().serialized()
        for length in 0..<bytes.count {
            #expect(throws: ForestError.self) { try Forest(serialized: Array(bytes.prefix(length))) }
        }
        #expect(throws: ForestError.self) { try Forest(serialized: bytes + [0]) }
    }

    @Test("Every flipped byte is refused")
    func damage() throws {
        let bytes = try Self.smallForest().serialized()
        for index in bytes.indices {
            for flip: UInt8 in [0x01, 0x80, 0xFF] {
                var damaged = bytes
                damaged[index] ^= flip
                #expect(throws: ForestError.self) { try Forest(serialized: damaged) }
            }
        }
    }

    @Test("Damage with a fitting checksum never crashes: it is refused, or the forest still scores")
    func damageBehindTheChecksum() throws {
        for choice in [ExtensionChoice.mixed, .level(0)] {
            let bytes = try Self.smallForest(choice).serialized()
            var random = RandomSource(seed: 3, stream: 3)
            for index in 12..<(bytes.count - 4) {
                var damaged = bytes
                damaged[index] = UInt8(random.below(256))
                let checksum = damaged.dropLast(4).withUnsafeBytes { Checksum.crc32($0) }
                for byte in 0..<4 {
                    damaged[bytes.count - 4 + byte] = UInt8(truncatingIfNeeded: checksum >> (8 * byte))
                }
                guard let forest = try? Forest(serialized: damaged) else { continue }
                _ = try forest.scores(of: gaussianTable(rows: 5, features: forest.features.count, seed: 1))
                _ = try forest.explain([Float](repeating: 1, count: forest.features.count))
                _ = forest.tailProbability(ofScore: 0.7)
            }
        }
    }

    @Test("A foreign file that asks for impossible samples is refused before memory is asked for")
    func impossibleSamples() throws {
        var bytes = try Self.smallForest().serialized()
        withUnsafeBytes(of: UInt64(5_000_000_000).littleEndian) { bytes.replaceSubrange(32..<40, with: $0) }
        withUnsafeBytes(of: UInt32(3_000_000_000).littleEndian) { bytes.replaceSubrange(44..<48, with: $0) }
        let checksum = bytes.dropLast(4).withUnsafeBytes { Checksum.crc32($0) }
        withUnsafeBytes(of: checksum.littleEndian) { bytes.replaceSubrange(bytes.count - 4..<bytes.count, with: $0) }
        let error = try #require(throws: ForestError.self) { try Forest(serialized: bytes) }
        #expect(error.description.contains("sample size is 3000000000; allowed is 2 to 16777216"))
    }

    @Test("What is refused says why")
    func reasons() throws {
        func reason(_ bytes: [UInt8]) throws -> String {
            try #require(throws: ForestError.self) { try Forest(serialized: bytes) }.description
        }
        let bytes = try Self.smallForest().serialized()
        #expect(try reason([]) == "not a usable stored forest, at byte 0: it does not begin with EIFOREST")
        #expect(
            try reason(Array(bytes.prefix(30)))
                == "not a usable stored forest, at byte 0: only 30 bytes, the smallest has 92")
        #expect(
            try reason(bytes.dropLast())
                == "not a usable stored forest, at byte 16: it says it has \(bytes.count) bytes, but \(bytes.count - 1) are here"
        )
        var newer = bytes
        newer[8] = 2
        #expect(
            try reason(newer) == "not a usable stored forest, at byte 8: format version 2; this library reads 1")
        var damaged = bytes
        damaged[200] ^= 1
        #expect(
            try reason(damaged)
                == "not a usable stored forest, at byte \(bytes.count - 4): the checksum does not fit: some byte is damaged"
        )
    }
}
