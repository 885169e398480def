import CPictureKernels

/// How brightness on the screen grows with the value, both from 0 to 1 between the limits.
///
/// The constants are those of astropy's stretches of the same names.
public enum GreyStretch: String, Sendable, CaseIterable {
    /// As the value.
    case linear
    /// As its square root: faint things become brighter.
    case sqrt
    /// asinh(10 x) / asinh(10): linear for faint things, logarithmic for bright ones.
    case asinh
    /// ln(1000 x + 1) / ln(1001): brings out the faintest.
    case log

    fileprivate var curve: pk_curve {
        switch self {
        case .linear: PK_LINEAR
        case .sqrt: PK_SQUARE_ROOT
        case .asinh: PK_ASINH
        case .log: PK_LOGARITHM
        }
    }
}

extension Colour {
    /// Where there is no data: a dull blue that no grey picture has.
    public static let noData = Colour(0x3A4A66)
}

extension Picture {
    /// A picture of one image, as large as it.
    ///
    /// Values below the limits have the colour of the low end, those above that of the high end, infinite ones
    /// likewise. Where both limits are one value, all that does not exceed it is black. An image without pixels becomes
    /// a picture of one pixel without data.
    ///
    /// - Parameters:
    ///   - image: Row 0 at the bottom.
    ///   - stretch: Brightness for values between the limits.
    ///   - limits: Which values are black and white.
    ///   - map: Colours from black to white, or others.
    ///   - noData: The colour of pixels without data.
    public init(
        _ image: Intensities, stretch: GreyStretch = .asinh, limits: Limits = .percentile(), map: ColourMap = .grey,
        noData: Colour = .noData
    ) {
        let range = limits.values(for: image) ?? 0...1
        var way = pk_grey()
        way.low = Float(range.lowerBound)
        let width = Float(range.upperBound - range.lowerBound)
        way.width = width > 0 ? min(width, .greatestFiniteMagnitude) : 1
        way.curve = stretch.curve
        withUnsafeMutableBytes(of: &way.colours) { table in
            for step in 0...256 {
                let colour = step == 256 ? noData : map[Double(step) / 255]
                (table[3 * step], table[3 * step + 1], table[3 * step + 2]) = (colour.red, colour.green, colour.blue)
            }
        }
        self.init(bands: [image], noData: noData) { bands, count, output in
            pk_grey_row(bands[0], count, &way, output)
        }
    }

    /// A picture of images of one size, each row of which a kernel writes, from the bottom up.
    init(
        bands: [Intensities], noData: Colour,
        _ kernel: (_ rows: [UnsafePointer<Float>], _ count: Int64, _ output: UnsafeMutablePointer<UInt8>) -> Void
    ) {
        let (width, height) = (bands[0].width, bands[0].height)
        guard width > 0, height > 0 else {
            self.init(width: width, height: height, colour: noData)
            return
        }
        func write(
            _ starts: [UnsafePointer<Float>], _ remaining: ArraySlice<Intensities>,
            to output: UnsafeMutablePointer<UInt8>
        ) {
            guard let band = remaining.first else {
                for row in 0..<height {
                    let line = output + 3 * width * (height - 1 - row)
                    kernel(starts.map { $0 + row * width }, Int64(width), line)
                }
                return
            }
            band.values.withUnsafeBufferPointer { values in
                guard let start = values.baseAddress else { return }
                write(starts + [start], remaining.dropFirst(), to: output)
            }
        }
        self.init(width: width, height: height) { write([], bands[...], to: $0) }
    }
}
