import CForestKernels
import Testing

@testable import IsolationForest

/// The kernels in plain C and for the machine's vector unit; the unit is chosen for the whole process, so one test runs at
/// a time.
@Suite(.serialized) struct KernelTests {
    static let units = [FK_PLAIN, FK_AVX2]

    /// Runs `body` with kernels of a unit at most.
    private func with(_ unit: fk_unit, _ body: () throws -> Void) rethrows {
        fk_use_at_most(unit)
        defer { fk_use_at_most(FK_AVX2) }
        try body()
    }

    /// n·x as the header describes it.
    private func documentedSum(_ normal: [Float], _ row: [Float]) -> Float {
        var lanes = [Float](repeating: 0, count: 8)
        for index in normal.indices {
            let product = normal[index] * row[index]
            lanes[index % 8] += product
        }
        let even = (lanes[0] + lanes[4]) + (lanes[2] + lanes[6])
        return even + ((lanes[1] + lanes[5]) + (lanes[3] + lanes[7]))
    }

    /// Whether `rows` goes left of a cut at its own n·x and right of the next smaller one: so n·x is known to the bit.
    private func projects(
        _ kind: fk_kind, _ row: [Float], first: Int = 0, second: Int = 0, normal: [Float], to expected: Float
    ) -> Bool {
        // Copies of the row fill whole vectors and leave some over.
        let copies = 21
        let rows = Array(repeatElement(row, count: copies).joined())
        var workspace = [Float](repeating: 0, count: 2 * (copies + 16))
        func lefts(at threshold: Float) -> Int {
            var order = (0..<Int32(copies)).map { $0 }
            return Int(
                fk_separate(
                    rows, Int32(row.count), kind, Int32(first), Int32(second), normal, threshold, &order,
                    Int32(copies), &workspace))
        }
        return lefts(at: expected) == copies && lefts(at: expected.nextDown) == 0
    }

    @Test("n·x has the documented order of summation, to the bit", arguments: units)
    func orderOfSummation(unit: fk_unit) {
        var random = RandomSource(seed: 4, stream: 4)
        with(unit) {
            for _ in 0..<500 {
                let length = 8 * (1 + random.below(9))
                let row = (0..<length).map { _ in Float(random.normal()) }
                let normal = (0..<length).map { _ in Float(random.normal()) }
                #expect(projects(FK_DENSE, row, normal: normal, to: documentedSum(normal, row)))
                let (a, b) = (random.below(length), random.below(length))
                #expect(
                    projects(
                        FK_PAIR, row, first: a, second: b, normal: normal,
                        to: normal[0] * row[a] + normal[1] * row[b]))
                #expect(projects(FK_SINGLE, row, first: a, normal: [], to: row[a]))
            }
        }
    }

    @Test("A sum over two terms and the same sum over all features are the same bits", arguments: units)
    func sparseSums(unit: fk_unit) {
        var random = RandomSource(seed: 5, stream: 5)
        with(unit) {
            for _ in 0..<500 {
                let row = (0..<24).map { _ in Float(random.normal()) }
                let a = random.below(23)
                let b = a + 1 + random.below(23 - a)
                var normal = [Float](repeating: 0, count: 24)
                normal[a] = Float(random.normal())
                normal[b] = Float(random.normal())
                #expect(projects(FK_DENSE, row, normal: normal, to: normal[a] * row[a] + normal[b] * row[b]))
            }
        }
    }

    @Test("Leaves found in step are those at the ends of ways down, in trees of every kind", arguments: units)
    func leaves(unit: fk_unit) throws {
        let table = try gaussianTable(rows: 300, features: 5, seed: 6)
        for choice in [ExtensionChoice.level(0), .level(1), .level(4), .mixed] {
            let store = try trainedForest(
                on: table, parameters: ForestParameters(trees: 29, sampleSize: 64, extensionChoice: choice)
            ).store
            let trees = store.trees.indices.map { Int32($0) }
            var row = Array(table[9]) + [0, 0, 0]
            with(unit) {
                store.withWalker { walker in
                    withUnsafePointer(to: walker.forest) { forest in
                        var found = [Int32](repeating: -1, count: trees.count)
                        fk_leaves(forest, trees, Int32(trees.count), &row, &found)
                        for tree in trees {
                            var way = [Int32](repeating: 0, count: Int(store.trees[Int(tree)].depth) + 1)
                            let cuts = fk_path(forest, tree, &row, &way)
                            #expect(found[Int(tree)] == ~way[Int(cuts)])
                        }
                    }
                }
            }
        }
    }

    @Test("Rows are sorted by side, each side in the order it had", arguments: units)
    func sides(unit: fk_unit) {
        var random = RandomSource(seed: 6, stream: 6)
        with(unit) {
            for count in 1...70 {
                let rows = (0..<100 * 8).map { _ in Float(random.normal()) }
                let before = (0..<Int32(count)).map { _ in Int32(random.below(100)) }
                var order = before + [-1, -2]
                var workspace = [Float](repeating: 0, count: 2 * (count + 16))
                let lefts = Int(
                    fk_separate(rows, 8, FK_SINGLE, 3, 0, nil, 0.2, &order, Int32(count), &workspace))
                let goesLeft = { (row: Int32) in rows[Int(row) * 8 + 3] <= 0.2 }
                #expect(Array(order[..<lefts]) == before.filter(goesLeft))
                #expect(Array(order[lefts..<count]) == before.filter { !goesLeft($0) })
                #expect(Array(order[count...]) == [-1, -2], "what lies behind is left alone")
                var (low, high) = (Float(0), Float(0))
                fk_range(rows, 8, 5, before, Int32(count), &low, &high)
                let values = before.map { rows[Int($0) * 8 + 5] }
                #expect(low == values.min() && high == values.max())
                var (lows, highs) = ([Float](repeating: 0, count: 8), [Float](repeating: 0, count: 8))
                fk_ranges(rows, 8, before, Int32(count), &lows, &highs)
                #expect(lows[5] == low && highs[5] == high)
            }
        }
    }

    @Test("Forests, scores and stored bytes are the same with and without a vector unit")
    func sameBitsOnEveryUnit() throws {
        var values = try gaussianTable(rows: 900, features: 11, seed: 7).values
        for index in stride(from: 0, to: values.count, by: 17) { values[index] = .nan }
        for index in stride(from: 3, to: values.count, by: 101) { values[index] *= 50 }
        let rows = try FeatureTable(features: 11, values: values)
        for choice in [ExtensionChoice.mixed, .level(0), .level(1), .level(10)] {
            var results: [(bytes: [UInt8], scores: [Double], single: [Double])] = []
            for unit in Self.units {
                try with(unit) {
                    let forest = try trainedForest(
                        on: rows, parameters: ForestParameters(trees: 30, extensionChoice: choice))
                    results.append(
                        (
                            forest.serialized(), try forest.scores(of: rows),
                            try (0..<50).map { try forest.score(Array(rows[$0])) }
                        ))
                }
            }
            #expect(results[0].bytes == results[1].bytes)
            #expect(results[0].scores == results[1].scores)
            #expect(results[0].single == results[1].single)
            #expect(Array(results[0].scores.prefix(50)) == results[0].single)
        }
    }

    @Test("The checksum is zlib's for every length, by table and by folding", arguments: units)
    func checksums(unit: fk_unit) {
        var random = RandomSource(seed: 8, stream: 8)
        let bytes = (0..<400).map { _ in UInt8(random.below(256)) }
        with(unit) {
            for length in bytes.indices {
                var remainder: UInt32 = 0xFFFF_FFFF
                for byte in bytes.prefix(length) {
                    remainder ^= UInt32(byte)
                    for _ in 0..<8 { remainder = remainder & 1 == 1 ? remainder >> 1 ^ 0xEDB8_8320 : remainder >> 1 }
                }
                #expect(fk_crc32(bytes, Int64(length)) == ~remainder)
            }
        }
    }
}
