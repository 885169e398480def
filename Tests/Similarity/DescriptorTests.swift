import Similarity
import TestSupport
import Testing

@Suite struct DescriptorTests {
    private func reason(_ bands: [[Float]], width: Int = 64, height: Int = 64) -> String {
        do {
            _ = try ImageDescriptor.describe(bands: bands, width: width, height: height)
            return "none"
        } catch { return error.description }
    }

    @Test("The same image has the same descriptor, to the bit, as long as the layout says")
    func determinism() throws {
        var random = SeededGenerator(seed: 1)
        let image = SyntheticObject(kind: .spiral).image(random: &random)
        let descriptor = try describe(image)
        #expect(try describe(image) == descriptor)
        #expect(descriptor.count == DescriptorLayout(bandCount: 1).length)
        #expect(descriptor.count == 56)
    }

    @Test("Images without data, light or a sound shape are refused, with the reason")
    func refusals() {
        let blank = [Float](repeating: 7, count: 4_096)
        let missing = [Float](repeating: .nan, count: 4_096)
        var random = SeededGenerator(seed: 2)
        let noise = (0..<4_096).map { _ in random.normal() }
        #expect(reason([missing]).contains("band 0 has data in 0 of 4096 pixels"))
        #expect(reason([blank]).contains("it is blank"))
        #expect(reason([noise]).contains("no object at its centre"))
        #expect(reason([]).contains("0 bands; expected 1...16"))
        #expect(reason([[1, 2]]).contains("band 0 has 2 pixels; expected 64 × 64"))
        #expect(reason([[]], width: 0, height: 64).contains("it is 0 × 64 pixels"))
        #expect(reason([blank.map { _ in .infinity }]).contains("has data in 0"))
    }

    @Test("Missing rows and pixels leave the descriptor finite and the object recognised")
    func missingPixels() throws {
        var random = SeededGenerator(seed: 3)
        let whole = SyntheticObject(kind: .ring).image(random: &random)
        var gaps = whole
        for index in 0..<64 * 9 { gaps[index] = .nan }
        for index in stride(from: 2_000, to: 2_100, by: 17) { gaps[index] = .nan }
        let descriptor = try describe(gaps)
        #expect(descriptor.allSatisfy { $0.isFinite })
        let index = SimilarityIndex(layout: DescriptorLayout(bandCount: 1))
        #expect(referenceDistance(try describe(whole), descriptor, in: index) < 0.3)
    }

    @Test(
        "Any size of stamp gives a finite descriptor", arguments: [(15, 15), (16, 40), (41, 17), (63, 63), (200, 200)])
    func sizes(width: Int, height: Int) throws {
        var random = SeededGenerator(seed: 4)
        let side = max(width, height)
        let image = SyntheticObject(kind: .star).image(side: side, random: &random)
        let left = (side - width) / 2
        let top = (side - height) / 2
        let cut = (0..<width * height).map { image[(top + $0 / width) * side + left + $0 % width] }
        let descriptor = try ImageDescriptor.describe(bands: [cut], width: width, height: height)
        #expect(descriptor.allSatisfy { $0.isFinite })
    }

    @Test("Random pixels, however wild, give a finite descriptor or an error", arguments: testSeeds(40))
    func wildPixels(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let scale: Float = [1e-36, 1e-25, 1e-6, 1, 1e8, 1e15, 1e30, 1e38].randomElement(using: &random) ?? 1
        let image: [Float] = (0..<32 * 32).map { _ in
            Bool.random(using: &random) || Bool.random(using: &random) ? scale * random.normal() : .nan
        }
        var bright = image
        for index in [527, 528, 495, 496] { bright[index] = 50 * scale }
        guard let descriptor = try? describe(bright, side: 32) else { return }
        #expect(descriptor.allSatisfy { abs($0) < 1e6 })
    }

    @Test("Colours tell a blue object from a red one of the same form")
    func colours() throws {
        var random = SeededGenerator(seed: 5)
        let layout = DescriptorLayout(bandCount: 3)
        func image(_ peaks: [Float], _ angle: Float) throws -> [Float] {
            let object = SyntheticObject(kind: .elliptical, angle: angle)
            return try ImageDescriptor.describe(
                bands: peaks.map { object.image(peak: $0, random: &random) }, width: 64, height: 64)
        }
        let blue = try image([90, 60, 30], 0.3)
        let blueTurned = try image([90, 60, 30], 1.4)
        let red = try image([30, 60, 90], 0.3)
        #expect(blue.count == layout.length)
        #expect(blue.count == 65)
        let index = SimilarityIndex(layout: layout)
        let same = referenceDistance(blue, blueTurned, in: index)
        #expect(referenceDistance(blue, red, in: index) > 3 * same)
    }

    @Test("The scale of the pixels enters the size alone")
    func pixelScale() throws {
        var random = SeededGenerator(seed: 6)
        let image = SyntheticObject(kind: .star).image(random: &random)
        let one = try ImageDescriptor.describe(bands: [image], width: 64, height: 64)
        let two = try ImageDescriptor.describe(bands: [image], width: 64, height: 64, pixelScaleArcseconds: 2)
        let names = DescriptorLayout(bandCount: 1).names
        #expect(one.indices.filter { one[$0] != two[$0] }.map { names[$0] } == ["size"])
    }
}
