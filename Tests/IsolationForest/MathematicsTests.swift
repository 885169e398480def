import Foundation
import Testing

@testable import IsolationForest

@Suite struct MathematicsTests {
    @Test("c(n) is exact for small n, 1 for two rows, and goes on smoothly where the series takes over")
    func averagePathLength() {
        #expect(Mathematics.averagePathLength(0) == 0)
        #expect(Mathematics.averagePathLength(1) == 0)
        #expect(Mathematics.averagePathLength(2) == 1)
        #expect(abs(Mathematics.averagePathLength(3) - 5.0 / 3) < 1e-15)
        #expect(abs(Mathematics.averagePathLength(256) - 10.248689925634562) < 1e-12)
        for n in 1_020...1_030 {
            let sum = (1...n).reduce(0.0) { $0 + 1 / Double($1) }
            #expect(abs(Mathematics.harmonicNumber(n) - sum) < 1e-13)
        }
    }

    @Test("log and exp2 agree with the system's to 1e-14")
    func elementaryFunctions() {
        var random = RandomSource(seed: 5, stream: 5)
        for _ in 0..<10_000 {
            let exponent = 200 * (random.uniform() - 0.5)
            let power = Mathematics.exp2(exponent)
            #expect(abs(power / Foundation.exp2(exponent) - 1) < 1e-14)
            #expect(abs(Mathematics.log(power) - Foundation.log(power)) < 1e-14 * max(1, abs(exponent)))
        }
        #expect(Mathematics.exp2(-2_000) == 0)
        #expect(Mathematics.exp2(-1_022) == .leastNormalMagnitude)
        #expect(Mathematics.exp2(1_023.5).isFinite)
        #expect(Mathematics.exp2(1_024) == .infinity)
    }

    @Test("Normal numbers have mean 0, variance 1 and normal tails; samples have no row twice")
    func randomNumbers() {
        var random = RandomSource(seed: 9, stream: 2)
        let normals = (0..<200_000).map { _ in random.normal() }
        #expect(abs(mean(normals)) < 0.01)
        #expect(abs(mean(normals.map { $0 * $0 }) - 1) < 0.015)
        #expect(abs(Double(normals.filter { abs($0) > 1.96 }.count) / 200_000 - 0.05) < 0.002)
        for _ in 0..<100 {
            let sample = random.sample(256, below: 300)
            #expect(Set(sample).count == 256)
            #expect(sample.allSatisfy { (0..<300).contains($0) })
        }
    }

    @Test("The random numbers of a seed are the same everywhere (values from an implementation in Python)")
    func randomNumbersAreFixed() {
        var random = RandomSource(seed: 1, stream: 2)
        let expected: [UInt64] = [10_308_208_297_769_688_354, 2_613_314_337_064_531_296, 2_398_189_167_084_281_335]
        #expect((0..<3).map { _ in random.next() } == expected)
    }

    @Test("The checksum is that of zlib and PNG")
    func checksum() {
        #expect(Array("123456789".utf8).withUnsafeBytes { Checksum.crc32($0) } == 0xCBF4_3926)
    }
}
