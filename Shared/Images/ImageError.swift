/// What can be wrong with an image.
public enum ImageError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The file cannot be opened or read.
    case cannotOpen(path: String, reason: String)
    /// The file is not FITS, or its headers cannot be followed.
    case notFITS(path: String, reason: String)
    /// The file is no longer the one that was opened.
    case changed(path: String, how: ImageChange)
    /// The pixels of an image cannot be read: what is stored contradicts itself.
    case damaged(path: String, hdu: Int, reason: String)
    /// The box that was asked for is not inside of the image.
    case outside(path: String, hdu: Int, box: PixelBox, width: Int, height: Int)
    /// The file has no image with this number or name.
    case noSuchImage(path: String, what: String)
    /// An image cannot be written.
    case cannotWrite(path: String, reason: String)
    /// The header has no usable celestial coordinates.
    case noWorldCoordinates(reason: String)
    /// Images cannot be put together.
    case cannotStitch(reason: String)

    /// What is wrong, where, in one line.
    public var description: String {
        switch self {
        case .cannotOpen(let path, let reason): "\(path): cannot be read: \(reason)"
        case .notFITS(let path, let reason): "\(path): not a FITS file that can be read: \(reason)"
        case .changed(let path, let how): "\(path): the file was \(how.rawValue) while it was in use"
        case .damaged(let path, let hdu, let reason): "\(path), HDU \(hdu): damaged: \(reason)"
        case .outside(let path, let hdu, let box, let width, let height):
            "\(path), HDU \(hdu): \(box) are not inside of the image of \(width)×\(height)"
        case .noSuchImage(let path, let what): "\(path): there is no image \(what)"
        case .cannotWrite(let path, let reason): "\(path): cannot be written: \(reason)"
        case .noWorldCoordinates(let reason): "no usable celestial coordinates: \(reason)"
        case .cannotStitch(let reason): "images cannot be stitched: \(reason)"
        }
    }
}

/// What happened to a file behind the back of who had opened it.
public enum ImageChange: String, Sendable {
    /// Its path leads to another file now.
    case replaced
    /// It is shorter than it was.
    case truncated
    /// Its path leads nowhere.
    case removed
    /// It was written to.
    case modified
}
