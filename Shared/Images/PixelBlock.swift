/// A rectangle of pixel values.
///
/// Row 0 is the FITS row 1, which is drawn at the bottom; pixel (x, y) is at `y * width + x`. The values are physical:
/// BSCALE and BZERO have been applied.
public struct PixelBlock: Sendable, Equatable {
    /// Number of columns.
    public let width: Int
    /// Number of rows.
    public let height: Int
    /// The values, `width * height` of them.
    public var pixels: Pixels
    /// Which integer says that a pixel has no value, if one does; floating pixels say it with NaN.
    public var blank: Int64?

    /// A block of values; nil unless there are `width * height` of them.
    public init?(width: Int, height: Int, pixels: Pixels, blank: Int64? = nil) {
        guard width >= 0, height >= 0, pixels.count == width * height else { return nil }
        self.init(checked: width, height, pixels, blank: blank)
    }

    init(checked width: Int, _ height: Int, _ pixels: Pixels, blank: Int64?) {
        self.width = width
        self.height = height
        self.pixels = pixels
        self.blank = pixels.type.isFloating ? nil : blank
    }

    /// A block without any value: NaN, or the blank integer, or 0 where there is none.
    init(emptyWidth width: Int, height: Int, type: PixelType, blank: Int64?) {
        let value = type.isFloating ? Double.nan : Double(blank ?? 0)
        self.init(checked: width, height, Pixels(repeating: value, count: width * height, type: type), blank: blank)
    }

    /// The value of a pixel; NaN where it is blank.
    public subscript(x: Int, y: Int) -> Double {
        let value = pixels[y * width + x]
        if let blank, value == Double(blank) { return .nan }
        return value
    }

    /// All values as Float, row after row; blank ones are NaN.
    public func floats() -> [Float] {
        switch pixels {
        case .float(let values): values
        case .double(let values): values.map { Float($0) }
        case .uint8(let values): converted(values)
        case .int16(let values): converted(values)
        case .uint16(let values): converted(values)
        case .int32(let values): converted(values)
        case .uint32(let values): converted(values)
        case .int64(let values): converted(values)
        }
    }

    private func converted<Value: FixedWidthInteger>(_ values: [Value]) -> [Float] {
        guard let blank, let absent = Value(exactly: blank) else { return values.map { Float($0) } }
        return values.map { $0 == absent ? Float.nan : Float($0) }
    }

    /// Copies a block of the same pixel type into this one, its first pixel to (x, y); it has to fit.
    mutating func paste(_ other: PixelBlock, x: Int, y: Int) {
        pixels.paste(other, x: x, y: y, width: width)
    }
}

extension Pixels {
    /// Copies a block of the same pixel type into rows of `width` pixels, its first pixel to (x, y); it has to fit.
    mutating func paste(_ block: PixelBlock, x: Int, y: Int, width: Int) {
        let size = type.byteCount
        let length = block.width * size
        withMutableBytes { target in
            block.pixels.withBytes { source in
                for row in 0..<block.height {
                    let start = ((y + row) * width + x) * size
                    UnsafeMutableRawBufferPointer(rebasing: target[start..<start + length]).copyMemory(
                        from: UnsafeRawBufferPointer(rebasing: source[row * length..<(row + 1) * length]))
                }
            }
        }
    }
}
