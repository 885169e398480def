/// The sum that FITS files check themselves by: of all 32-bit numbers, in ones' complement (FITS 4.0, appendix J).
struct FITSChecksum {
    private(set) var value: UInt32

    /// Sums up bytes, four by four.
    init(_ bytes: ArraySlice<UInt8>) {
        let sum = bytes.withUnsafeBytes { raw -> UInt64 in
            var sum: UInt64 = 0
            for index in 0..<raw.count / 4 {
                sum &+= UInt64(UInt32(bigEndian: raw.loadUnaligned(fromByteOffset: index * 4, as: UInt32.self)))
            }
            return sum
        }
        value = Self.folded(sum)
    }

    private init(value: UInt32) { self.value = value }

    static func + (left: FITSChecksum, right: FITSChecksum) -> FITSChecksum {
        FITSChecksum(value: folded(UInt64(left.value) + UInt64(right.value)))
    }

    private static func folded(_ sum: UInt64) -> UInt32 {
        var sum = sum
        while sum >> 32 != 0 { sum = (sum & 0xFFFF_FFFF) + (sum >> 32) }
        return UInt32(sum)
    }

    /// The complement as sixteen letters and digits: four characters for each byte, whose sum above "0" is the byte.
    var encoded: [UInt8] {
        let complement = ~value
        var text = [UInt8](repeating: 0, count: 16)
        for place in 0..<4 {
            let byte = Int(complement >> (24 - 8 * place) & 0xFF)
            var parts = [Int](repeating: byte / 4 + 48, count: 4)
            parts[0] += byte % 4
            // Signs between the digits and the letters are avoided in pairs, which keeps the sum.
            while parts.contains(where: Self.isSign) {
                for pair in [0, 2] where Self.isSign(parts[pair]) || Self.isSign(parts[pair + 1]) {
                    parts[pair] += 1
                    parts[pair + 1] -= 1
                }
            }
            for part in 0..<4 { text[4 * part + place] = UInt8(parts[part]) }
        }
        // As the value begins in the fourth byte of a word, the characters move on by one.
        return [text[15]] + text[0..<15]
    }

    private static func isSign(_ character: Int) -> Bool {
        (58...64).contains(character) || (91...96).contains(character)
    }
}
