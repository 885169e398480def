/// What was wrong with an image, a descriptor or a stored index: the thing, the place and what was expected.
public enum SimilarityError: Error, Equatable, Sendable, CustomStringConvertible {
    /// An image that cannot be described.
    case image(reason: String)
    /// An image without an object at its centre: nothing stands out of the noise there.
    case nothingAtCentre(reason: String)
    /// A descriptor that does not belong into this index.
    case descriptor(id: Int64?, reason: String)
    /// An object that the index does not hold.
    case unknown(id: Int64)
    /// A number of neighbours that cannot be asked for.
    case neighbours(count: Int)
    /// Bytes that are not a whole, undamaged index; the offset is where the fault was seen.
    case stored(path: String, reason: String, offset: Int)
    /// A file that the system would not read or write.
    case file(path: String, reason: String)

    /// One line for people.
    public var description: String {
        switch self {
        case .image(let reason): "the image cannot be described: \(reason)"
        case .nothingAtCentre(let reason): "the image has no object at its centre: \(reason)"
        case .descriptor(let id, let reason):
            "the descriptor\(id.map { " of object \($0)" } ?? "") does not fit the index: \(reason)"
        case .unknown(let id): "the similarity index has no object \(id)"
        case .neighbours(let count): "\(count) nearest objects were asked for; expected 1 or more"
        case .stored(let path, let reason, let offset):
            "\(path) is not a usable similarity index, at byte \(offset): \(reason)"
        case .file(let path, let reason): "similarity index \(path): \(reason)"
        }
    }
}
