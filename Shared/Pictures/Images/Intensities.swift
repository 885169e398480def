/// The numbers of an image, from which pictures are made.
///
/// Row 0 is the bottom row, as in FITS; pictures made of it have it at the bottom, so that they look as in viewers.
/// A value that is not a number (NaN) means that there is no data.
public struct Intensities: Sendable, Equatable {
    /// Pixels across.
    public let width: Int
    /// Pixels up.
    public let height: Int
    /// Row after row from the bottom, each from the left, in the image's unit.
    public let values: [Float]

    /// An image of so many values.
    ///
    /// - Throws: `PictureError.wrongCount` where there are not width × height values, or a side is negative.
    public init(width: Int, height: Int, values: [Float]) throws(PictureError) {
        let (count, overflow) = width.multipliedReportingOverflow(by: height)
        guard width >= 0, height >= 0, !overflow, count == values.count else {
            throw .wrongCount(width: width, height: height, count: values.count)
        }
        self.width = width
        self.height = height
        self.values = values
    }

    /// The values that are finite, in the image's order.
    var finite: [Float] {
        if values.allSatisfy(\.isFinite) { return values }
        return values.filter(\.isFinite)
    }
}

/// Why a picture could not be made.
public enum PictureError: Error, Sendable, Equatable, CustomStringConvertible {
    /// An image with another number of values than its size has pixels.
    case wrongCount(width: Int, height: Int, count: Int)
    /// Bands of one colour picture that differ in size.
    case sizesDiffer(band: String, width: Int, height: Int, expectedWidth: Int, expectedHeight: Int)
    /// A setting outside of its range.
    case badSetting(name: String, value: String, expected: String)
    /// JPEG could not be written.
    case jpeg(String)

    /// One line for people.
    public var description: String {
        switch self {
        case .wrongCount(let width, let height, let count):
            "image of \(width) × \(height) pixels: \(count) values, expected as many as pixels"
        case .sizesDiffer(let band, let width, let height, let expectedWidth, let expectedHeight):
            "colour picture: the \(band) image is \(width) × \(height) pixels, "
                + "expected \(expectedWidth) × \(expectedHeight) as the red one"
        case .badSetting(let name, let value, let expected):
            "\(name): \(value), expected \(expected)"
        case .jpeg(let message):
            "JPEG: \(message)"
        }
    }
}
