import Pictures

/// A format of pictures.
enum PictureFormat: String, Sendable {
    case png, jpeg

    var fileExtension: String { self == .png ? "png" : "jpg" }
    var mimeType: String { "image/\(rawValue)" }
}

extension Picture {
    /// The picture as a file.
    func encoded(as format: PictureFormat) throws -> [UInt8] {
        switch format {
        case .png: try png()
        case .jpeg: try jpeg(quality: 90)
        }
    }
}
