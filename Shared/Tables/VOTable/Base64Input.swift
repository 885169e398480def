import Glibc

/// The bytes of a STREAM element in base64, in a window that moves through them.
final class Base64Input {
    private let tokens: XMLTokens
    private var bytes: [UInt8] = []
    private var start = 0
    private var bits: UInt32 = 0
    private var bitCount = 0
    private var isPadded = false
    private(set) var isAtEnd = false

    init(tokens: XMLTokens) { self.tokens = tokens }

    /// What is in the window.
    func withBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        try bytes.withUnsafeBytes { try body(UnsafeRawBufferPointer(rebasing: $0[start...])) }
    }

    var count: Int { bytes.count - start }

    /// Moves the window's beginning.
    func consume(_ count: Int) { start += count }

    /// Makes the window at least so large; false where the bytes end before.
    func fill(atLeast wanted: Int) throws -> Bool {
        while count < wanted && !isAtEnd {
            if start > 0 {
                bytes.removeSubrange(..<start)
                start = 0
            }
            switch try tokens.next() {
            case .text: try tokens.withText { try decode($0) }
            case .end: isAtEnd = true
            case .start: throw tokens.error("something else than base64 stands in a STREAM")
            case .done: throw tokens.error("the file ends in a STREAM")
            }
        }
        return count >= wanted
    }

    private func decode(_ text: UnsafeRawBufferPointer) throws {
        let first = bytes.count
        bytes.append(contentsOf: repeatElement(0, count: text.count * 3 / 4 + 4))
        var to = first
        let values = Base64.values
        let isGood = bytes.withUnsafeMutableBufferPointer { out in
            values.withUnsafeBufferPointer { values in
                var at = 0
                while at < text.count {
                    // Four signs at once where no line ends within them.
                    if bitCount == 0 && !isPadded && at + 4 <= text.count {
                        let (a, b) = (values[Int(text[at])], values[Int(text[at + 1])])
                        let (c, d) = (values[Int(text[at + 2])], values[Int(text[at + 3])])
                        if (a | b | c | d) < 64 {
                            let group = UInt32(a) << 18 | UInt32(b) << 12 | UInt32(c) << 6 | UInt32(d)
                            out[to] = UInt8(truncatingIfNeeded: group >> 16)
                            out[to + 1] = UInt8(truncatingIfNeeded: group >> 8)
                            out[to + 2] = UInt8(truncatingIfNeeded: group)
                            to += 3
                            at += 4
                            continue
                        }
                    }
                    let value = values[Int(text[at])]
                    at += 1
                    if value == 64 { continue }
                    if value == 65 {
                        isPadded = true
                        continue
                    }
                    guard value < 64, !isPadded else { return false }
                    bits = bits << 6 | UInt32(value)
                    bitCount += 6
                    if bitCount == 24 {
                        out[to] = UInt8(truncatingIfNeeded: bits >> 16)
                        out[to + 1] = UInt8(truncatingIfNeeded: bits >> 8)
                        out[to + 2] = UInt8(truncatingIfNeeded: bits)
                        to += 3
                        bits = 0
                        bitCount = 0
                    }
                }
                if isPadded && bitCount > 0 {
                    // Two signs are one byte, three are two.
                    if bitCount == 12 || bitCount == 18 {
                        let left = bits << UInt32(24 - bitCount)
                        out[to] = UInt8(truncatingIfNeeded: left >> 16)
                        to += 1
                        if bitCount == 18 {
                            out[to] = UInt8(truncatingIfNeeded: left >> 8)
                            to += 1
                        }
                    }
                    bitCount = 0
                    bits = 0
                }
                return true
            }
        }
        bytes.removeLast(bytes.count - to)
        guard isGood else { throw tokens.error("a sign in a STREAM that base64 does not have") }
    }
}
