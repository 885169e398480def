import Similarity
import TestSupport
import Testing

@Suite struct InvarianceTests {
    private let survey: SyntheticSurvey
    private let kinds = SyntheticKind.allCases

    init() throws {
        var random = SeededGenerator(seed: 11)
        survey = try SyntheticSurvey(perKind: 12, peak: 60, random: &random)
    }

    /// How far `changed` is from `original`, as a share of the way to the nearest object of another kind.
    private func share(_ original: [Float], _ changed: [Float], _ kind: SyntheticKind) throws -> Double {
        try referenceDistance(original, changed, in: survey.index)
            / Double(survey.nearestOtherKind(original, kind))
    }

    private func turned(_ pixels: [Float], side: Int) -> [Float] {
        (0..<side * side).map { pixels[(side - 1 - $0 % side) * side + $0 / side] }
    }

    private func mirrored(_ pixels: [Float], side: Int) -> [Float] {
        (0..<side * side).map { pixels[$0 / side * side + side - 1 - $0 % side] }
    }

    @Test("A quarter turn and a mirror image change next to nothing", arguments: [63, 64])
    func quarterTurns(side: Int) throws {
        var random = SeededGenerator(seed: 1)
        for kind in kinds {
            let image = SyntheticObject.random(kind, &random).image(side: side, neighbour: true, random: &random)
            let original = try describe(image, side: side)
            for changed in [turned(image, side: side), mirrored(image, side: side)] {
                let moved = try share(original, describe(changed, side: side), kind)
                #expect(moved < 0.02, "\(kind)")
            }
        }
    }

    @Test("Any angle, drawn anew, stays far nearer than other kinds", arguments: SyntheticKind.allCases)
    func anyAngle(kind: SyntheticKind) throws {
        var random = SeededGenerator(seed: 2)
        var object = SyntheticObject(kind: kind)
        let original = try describe(object.image(noise: 0.3, random: &random))
        // The pixels of a cosmic ray at another angle are another picture.
        let limit = kind == .cosmicRay ? 0.9 : 0.4
        for angle in stride(from: Float(0.1), to: 6, by: 0.7) {
            object.angle = angle
            let moved = try share(original, describe(object.image(noise: 0.3, random: &random)), kind)
            #expect(moved < limit, "\(kind) at \(angle)")
        }
    }

    @Test("Brightness and sky do not matter: 1,000 times brighter on another sky is the same")
    func brightness() throws {
        var random = SeededGenerator(seed: 3)
        for kind in kinds {
            let image = SyntheticObject.random(kind, &random).image(random: &random)
            let changed = image.map { 1_000 * ($0 + 37) }
            let moved = try share(describe(image), describe(changed), kind)
            #expect(moved < 0.01, "\(kind)")
        }
    }

    @Test("The unit of the pixels does not matter", arguments: [Float(0x1p-80), 0x1p40])
    func unit(factor: Float) throws {
        var random = SeededGenerator(seed: 7)
        let image = SyntheticObject(kind: .spiral).image(random: &random)
        #expect(try describe(image.map { factor * $0 }) == describe(image))
    }

    @Test("Noise and an offset of two pixels move an object less than the way to other kinds")
    func noiseAndOffset() throws {
        for kind in kinds {
            var random = SeededGenerator(seed: 4)
            var object = SyntheticObject.random(kind, &random)
            let original = try describe(object.image(peak: 60, random: &random))
            object.offsetX += 1.3
            object.offsetY -= 1.6
            let moved = try share(original, describe(object.image(peak: 40, random: &random)), kind)
            #expect(moved < 0.9, "\(kind)")
        }
    }

    @Test("A neighbour at the edge hardly matters")
    func neighbours() throws {
        for kind in kinds where kind != .streak {
            var random = SeededGenerator(seed: 5)
            let object = SyntheticObject.random(kind, &random)
            var again = random
            let alone = try describe(object.image(random: &random))
            let accompanied = try describe(object.image(neighbour: true, random: &again))
            #expect(try share(alone, accompanied, kind) < 0.4, "\(kind)")
        }
    }

    @Test("The negative of an image differs in polarity alone")
    func negatives() throws {
        var random = SeededGenerator(seed: 6)
        let image = SyntheticObject(kind: .star).image(sky: 0, random: &random)
        let positive = try describe(image)
        let negative = try describe(image.map { -$0 })
        let names = survey.index.layout.names
        let different = positive.indices.filter { abs(positive[$0] - negative[$0]) > 1e-3 }.map { names[$0] }
        #expect(different == ["polarity"])
    }
}
