/// How the numbers of an image are stored and what they stand for: BITPIX, BSCALE, BZERO, BLANK.
struct StoredPixels: Sendable {
    let bitpix: Int
    let scale: Double
    let zero: Double
    let blank: Int64?

    /// Reads the four keywords; nil where BITPIX is none of the standard's.
    init?(_ header: ImageHeader, bitpix: Int?) {
        guard let bitpix, [8, 16, 32, 64, -32, -64].contains(bitpix) else { return nil }
        self.bitpix = bitpix
        scale = header.real("BSCALE") ?? 1
        zero = header.real("BZERO") ?? 0
        blank = bitpix > 0 ? header.integer("BLANK").map(Int64.init) : nil
    }

    /// Bytes of a stored pixel.
    var byteCount: Int { abs(bitpix) / 8 }

    /// The type of what is stored, before BSCALE and BZERO.
    var rawType: PixelType {
        switch bitpix {
        case 8: .uint8
        case 16: .int16
        case 32: .int32
        case 64: .int64
        case -32: .float
        default: .double
        }
    }

    /// The type of the physical values.
    var type: PixelType {
        if scale == 1, zero == 0 { return rawType }
        if scale == 1, bitpix == 16, zero == 32_768 { return .uint16 }
        if scale == 1, bitpix == 32, zero == 2_147_483_648 { return .uint32 }
        if scale == 1, bitpix == 8, zero == -128 { return .int16 }
        return bitpix == 8 || bitpix == 16 || bitpix == -32 ? .float : .double
    }

    /// BLANK as a physical value; nil where physical values are floating.
    var physicalBlank: Int64? {
        type.isFloating ? nil : blank.map { $0 &+ Int64(zero) }
    }

    /// Physical values of stored ones, which have to be of the raw type.
    func physical(_ raw: Pixels) -> Pixels {
        if scale == 1, zero == 0 { return raw }
        switch (type, raw) {
        case (.uint16, .int16(let values)):
            return .uint16(values.map { UInt16(bitPattern: $0) ^ 0x8000 })
        case (.uint32, .int32(let values)):
            return .uint32(values.map { UInt32(bitPattern: $0) ^ 0x8000_0000 })
        case (.int16, .uint8(let values)):
            return .int16(values.map { Int16($0) - 128 })
        case (_, .uint8(let values)): return .float(scaled(values))
        case (_, .int16(let values)): return .float(scaled(values))
        case (_, .float(let values)): return .float(values.map { Float(Double($0) * scale + zero) })
        case (_, .int32(let values)): return .double(scaled(values))
        case (_, .int64(let values)): return .double(scaled(values))
        case (_, .double(let values)): return .double(values.map { $0 * scale + zero })
        default: return raw
        }
    }

    private func scaled<Stored: FixedWidthInteger, Physical: BinaryFloatingPoint>(_ values: [Stored]) -> [Physical] {
        let absent = blank.flatMap { Stored(exactly: $0) }
        return values.map { $0 == absent ? .nan : Physical(Double($0) * scale + zero) }
    }
}
