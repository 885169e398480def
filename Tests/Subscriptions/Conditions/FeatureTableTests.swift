import Messages
import TestSupport
import Testing

@testable import Subscriptions

@Suite struct FeatureTableTests {
    @Test(arguments: testSeeds(10))
    func everyFeatureGoesToItsOwnSlots(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        // Short ones, an empty one, and long ones that differ in the middle only, so that they collide.
        let names =
            ["", "a", "b", "ab", "ba", "é", "12345678"] + (0..<40).map { "beginning\($0 % 10)\($0 / 10)and_end_of_it" }
            + (0..<60).map { _ in
                String(
                    (0..<Int.random(in: 3...20, using: &random)).map { _ in "xyz".randomElement(using: &random) ?? "x" }
                )
            }
        let unique = Array(Set(names)).sorted().shuffled(using: &random)
        let asked = unique.prefix(unique.count / 2)
        var table = FeatureTable()
        for (place, name) in asked.enumerated() {
            table.change(name) { $0.value = Int32(3 * place) }
            table.change(name) { $0.share = Int32(3 * place + 2) }
        }
        var numbers = [Double](repeating: -1, count: asked.count * 3)
        let explanation = unique.enumerated().map { place, name in
            Contribution(feature: name, value: Float(place), typical: 0, share: Float(place) / 2)
        }.shuffled(using: &random)
        numbers.withUnsafeMutableBufferPointer { table.fill($0, from: explanation) }
        for place in asked.indices {
            #expect(numbers[3 * place] == Double(place))
            #expect(numbers[3 * place + 1] == -1)
            #expect(numbers[3 * place + 2] == Double(place) / 2)
        }
    }
}
