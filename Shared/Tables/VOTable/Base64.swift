/// Base64 in lines of 76 signs (RFC 2045).
enum Base64 {
    /// Bytes of a line.
    static let lineBytes = 57
    /// Signs of a line.
    static let lineLength = 76

    /// Signs of twelve bits, so that three bytes are two look-ups.
    private static let pairs: [UInt16] = {
        let signs = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        return (0..<4096).map { UInt16(signs[$0 >> 6]) | UInt16(signs[$0 & 63]) << 8 }
    }()

    /// Value of a sign; 64 for white space, 65 for the padding, 255 for all others.
    static let values: [UInt8] = {
        var values = [UInt8](repeating: 255, count: 256)
        for (value, sign) in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8.enumerated() {
            values[Int(sign)] = UInt8(value)
        }
        for sign in " \t\r\n".utf8 { values[Int(sign)] = 64 }
        values[Int(UInt8(ascii: "="))] = 65
        return values
    }()

    /// Writes bytes, a new line behind each 57; the number of signs.
    static func encode(_ bytes: UnsafeRawBufferPointer, to out: UnsafeMutablePointer<UInt8>) -> Int {
        pairs.withUnsafeBufferPointer { pairs in
            var to = UnsafeMutableRawPointer(out)
            var index = 0
            while index < bytes.count {
                let end = min(index + lineBytes, bytes.count)
                while index + 2 < end {
                    let bits = Int(bytes[index]) << 16 | Int(bytes[index + 1]) << 8 | Int(bytes[index + 2])
                    to.storeBytes(of: pairs[bits >> 12].littleEndian, as: UInt16.self)
                    to.storeBytes(of: pairs[bits & 4095].littleEndian, toByteOffset: 2, as: UInt16.self)
                    to += 4
                    index += 3
                }
                if index < end {
                    let isOne = end - index == 1
                    let bits = Int(bytes[index]) << 16 | (isOne ? 0 : Int(bytes[index + 1]) << 8)
                    to.storeBytes(of: pairs[bits >> 12].littleEndian, as: UInt16.self)
                    to.storeBytes(of: pairs[bits & 4095].littleEndian, toByteOffset: 2, as: UInt16.self)
                    to.storeBytes(of: UInt8(ascii: "="), toByteOffset: 3, as: UInt8.self)
                    if isOne { to.storeBytes(of: UInt8(ascii: "="), toByteOffset: 2, as: UInt8.self) }
                    to += 4
                    index = end
                }
                to.storeBytes(of: UInt8(ascii: "\n"), as: UInt8.self)
                to += 1
            }
            return to - UnsafeMutableRawPointer(out)
        }
    }
}
