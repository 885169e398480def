extension MultiOrderCoverage {
    /// A short binary form, to be kept and sent.
    ///
    /// ```
    /// byte 0    version, 1
    /// byte 1    order, 0…29
    /// varint    number of ranges
    /// for each range two varints, in pixels of the order: how many are left out before it, how many it has
    /// ```
    /// Varints are those of protobuf: seven bits a byte, the lowest first, the top bit set where more follow. A coverage has one
    /// form only. The 90 % area of a usual LIGO/Virgo/KAGRA map has some kilobytes.
    public var packed: [UInt8] {
        var bytes: [UInt8] = [Self.packedVersion, UInt8(order)]
        func append(_ number: Int64) {
            var rest = UInt64(bitPattern: number)
            while rest > 127 {
                bytes.append(UInt8(truncatingIfNeeded: rest) | 128)
                rest >>= 7
            }
            bytes.append(UInt8(rest))
        }
        let shift = Int64(2 * (Healpix.finestOrder - order))
        append(Int64(ranges.count))
        var end: Int64 = 0
        for range in ranges {
            append((range.lowerBound - end) >> shift)
            append((range.upperBound - range.lowerBound) >> shift)
            end = range.upperBound
        }
        return bytes
    }

    private static let packedVersion: UInt8 = 1

    /// Reads the binary form; an error says at which byte it is none.
    ///
    /// No more room is taken than the bytes could fill.
    public init(packed bytes: [UInt8]) throws(SkyError) {
        guard bytes.count >= 3 else {
            throw .badCoverage("its binary form has \(bytes.count) bytes, expected at least 3")
        }
        guard bytes[0] == Self.packedVersion else {
            throw .badCoverage("its binary form is of version \(bytes[0]), expected \(Self.packedVersion)")
        }
        guard bytes[1] <= Healpix.finestOrder else {
            throw .badCoverage("its binary form is of order \(bytes[1]), expected 0 to \(Healpix.finestOrder)")
        }
        let order = Int(bytes[1])
        var place = 2
        func number() throws(SkyError) -> Int64 {
            var value: UInt64 = 0
            var shift: UInt64 = 0
            while place < bytes.count, shift < 63 {
                let byte = bytes[place]
                place += 1
                value |= UInt64(byte & 127) << shift
                if byte < 128 {
                    guard byte > 0 || shift == 0 else { break }
                    return Int64(value)
                }
                shift += 7
            }
            throw .badCoverage("its binary form has a damaged number before byte \(place)")
        }
        let count = try number()
        guard count <= (bytes.count - place) / 2 else {
            throw .badCoverage("its binary form has \(bytes.count) bytes, which is too short for \(count) ranges")
        }
        let shift = Int64(2 * (Healpix.finestOrder - order))
        let pixels = Self.sky.upperBound >> shift
        var ranges: [Range<Int64>] = []
        ranges.reserveCapacity(Int(count))
        var end: Int64 = 0
        for index in 0..<count {
            let gap = try number()
            let length = try number()
            guard gap > 0 || index == 0, length > 0, gap <= pixels - end, length <= pixels - end - gap else {
                throw .badCoverage("its binary form has a damaged range before byte \(place)")
            }
            let start = end + gap
            end = start + length
            ranges.append(start << shift..<end << shift)
        }
        guard place == bytes.count else {
            throw .badCoverage("its binary form has \(bytes.count - place) bytes behind its last range")
        }
        self.init(sorted: ranges, order: order)
    }
}
