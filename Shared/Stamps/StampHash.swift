import Crypto

/// Name of a stamp: the SHA-256 of its bytes, so that equal stamps have one name and a damaged one is known as such.
///
/// Source: FIPS 180-4, by swift-crypto.
public struct StampHash: Sendable, Hashable, CustomStringConvertible {
    /// 64 hexadecimal digits, lower case.
    public let hex: String

    /// How many digits a hash has.
    static let digitCount = 64

    /// The hash of a stamp's bytes.
    public init(of bytes: UnsafeRawBufferPointer) {
        var hasher = SHA256()
        hasher.update(bufferPointer: bytes)
        hex = String(unsafeUninitializedCapacity: Self.digitCount) { digits in
            var place = 0
            for byte in hasher.finalize() {
                digits[place] = Self.digit(byte >> 4)
                digits[place + 1] = Self.digit(byte & 15)
                place += 2
            }
            return place
        }
    }

    /// Takes a hash that somebody sent.
    ///
    /// - Throws: `StampError.badHash` for anything but 64 digits 0–9 and a–f, so that a hash never is a path.
    public init(_ text: String) throws(StampError) {
        guard text.utf8.count == Self.digitCount,
            text.utf8.allSatisfy({
                UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 || UInt8(ascii: "a")...UInt8(ascii: "f") ~= $0
            })
        else { throw .badHash(text) }
        hex = text
    }

    /// The digits.
    public var description: String { hex }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }
}
