import CNumberText
import TestSupport
import Testing

@Suite("Numbers as text")
struct NumberTextTests {
    private func text(_ write: (UnsafeMutablePointer<UInt8>) -> Int64) -> String {
        String(unsafeUninitializedCapacity: Int(NUMBER_TEXT_SIZE)) { room in
            room.baseAddress.map { Int(write($0)) } ?? 0
        }
    }

    private func number(_ text: String) -> Double? {
        var value = 0.0
        return number_text_to_float64(Array(text.utf8), Int64(text.utf8.count), &value) == 0 ? nil : value
    }

    private func check(_ value: Double) {
        let written = text { number_text_float64(value, $0) }
        #expect(written == value.description)
        #expect(number(written)?.bitPattern == value.bitPattern, "\(written)")
    }

    private func check(_ value: Float) {
        let written = text { number_text_float32(value, $0) }
        #expect(written == value.description)
        var read: Float = 0
        #expect(number_text_to_float32(Array(written.utf8), Int64(written.utf8.count), &read) == 1)
        #expect(read.bitPattern == value.bitPattern, "\(written)")
    }

    @Test("a 64-bit float is written as its description and reads back to the bit")
    func float64() {
        for value in [
            0, 1, 100_000, 1e15, 1e16, 0x1p53, 0x1p54, 0x1p54 + 4, 1e-4, 1e-5, 0.1, 1.0 / 3, 123_456.789,
            .leastNonzeroMagnitude, 1e22,
            1e23, .greatestFiniteMagnitude, .leastNormalMagnitude, .pi,
        ] {
            check(value)
            check(-value)
        }
        var generator = SeededGenerator(seed: 1)
        for _ in 0..<100_000 {
            let value = Double(bitPattern: generator.next())
            if value.isFinite { check(value) }
            check(Double.random(in: -400...400, using: &generator))
            check((Double.random(in: 0...1e6, using: &generator) * 1000).rounded() / 1000)
        }
    }

    @Test("a 32-bit float is written as its description and reads back to the bit")
    func float32() {
        for value: Float in [
            0, 0.1, 16_777_216, 16_777_218, .leastNonzeroMagnitude, .greatestFiniteMagnitude, 21.3, 1e-4, 9.9e-5,
        ] {
            check(value)
            check(-value)
        }
        // Every 20,011th of all.
        for bits in stride(from: UInt32(0), to: UInt32.max, by: 20_011) {
            let value = Float(bitPattern: bits)
            if value.isFinite { check(value) }
        }
    }

    @Test("a text that is no number as a whole is none, and one beyond all numbers is infinite or zero")
    func reading() {
        for text in ["", "+", "-", "1 ", " 1", "1,5", "0x10", "1e", "--1", "+-1", "one", "1.2.3"] {
            #expect(number(text) == nil, "\(text)")
        }
        #expect(number("+1.5") == 1.5)
        #expect(number("1e999") == .infinity)
        #expect(number("-1e999") == -.infinity)
        #expect(number("1e-999") == 0)
        #expect(number("4.9e-324") == .leastNonzeroMagnitude)
        #expect(number("inf") == .infinity)
        #expect(number("nan")?.isNaN == true)
    }
}
