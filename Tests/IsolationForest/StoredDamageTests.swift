import Testing

@testable import IsolationForest

/// Files with a fitting checksum that say what no forest can be.
@Suite struct StoredDamageTests {
    /// The stored bytes with some of them written over, and a checksum that fits.
    private static func bytes(_ stored: [UInt8], with numbers: [(offset: Int, bytes: [UInt8])]) -> [UInt8] {
        var damaged = stored
        for number in numbers {
            damaged.replaceSubrange(number.offset..<number.offset + number.bytes.count, with: number.bytes)
        }
        let checksum = damaged.dropLast(4).withUnsafeBytes { Checksum.crc32($0) }
        damaged.replaceSubrange(damaged.count - 4..<damaged.count, with: littleEndian(checksum))
        return damaged
    }

    private static func littleEndian(_ number: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: number.littleEndian) { Array($0) }
    }

    /// Where the tail of the calibration of a forest of three features is stored: its shape, and behind it its scale.
    private static let tailOffset = 132

    @Test(
        "A sample larger than there can be is refused before memory is taken for it",
        arguments: [UInt32(1 << 24 + 1), UInt32(Int32.max), UInt32(1) << 31, .max])
    func sample(size: UInt32) throws {
        let stored = try SerializationTests.smallForest().serialized()
        let damaged = Self.bytes(
            stored, with: [(32, Self.littleEndian(UInt64(1) << 40)), (44, Self.littleEndian(size))])
        let error = try #require(throws: ForestError.self) { try Forest(serialized: damaged) }
        #expect(error.description.hasSuffix("sample size is \(size); allowed is 2 to 16777216"))
    }

    @Test("A tail narrower than any that is fitted gives a probability", arguments: [-1e300, -1, 0, 1e-5, 0.5])
    func narrowTail(shape: Double) throws {
        let stored = try SerializationTests.smallForest().serialized()
        for scale in [Double.leastNonzeroMagnitude, .leastNormalMagnitude / 4, 1e-17, 1e300] {
            let damaged = Self.bytes(
                stored,
                with: [
                    (Self.tailOffset, Self.littleEndian(shape.bitPattern)),
                    (Self.tailOffset + 8, Self.littleEndian(scale.bitPattern)),
                ])
            let forest = try Forest(serialized: damaged)
            #expect(forest.calibration?.tailShape == shape)
            let probability = forest.tailProbability(ofScore: 0.999)
            #expect(probability > 0 && probability <= 1)
        }
    }

    @Test("A tail without a variance is refused")
    func heavyTail() throws {
        let stored = try SerializationTests.smallForest().serialized()
        let damaged = Self.bytes(stored, with: [(Self.tailOffset, Self.littleEndian((1e308).bitPattern))])
        #expect(throws: ForestError.self) { try Forest(serialized: damaged) }
    }

    @Test("A leaf that no row came to is refused")
    func emptyLeaf() throws {
        let rows = (1 << 16) + 2
        let forest = try grownTrees(
            0..<1, on: gaussianTable(rows: rows, features: 1, seed: 1),
            parameters: ForestParameters(trees: 1, sampleSize: rows - 1, heightLimit: 1))
        let stored = forest.serialized()
        // Two leaf sizes less one, the shape in one byte, zeros to a multiple of four, the checksum.
        let sizes = stored.count - 4 - 4 - 8
        let damaged = Self.bytes(
            stored, with: [(sizes, Self.littleEndian(UInt32.max)), (sizes + 4, Self.littleEndian(UInt32(rows - 2)))])
        #expect(throws: ForestError.self) { try Forest(serialized: damaged) }
    }
}
