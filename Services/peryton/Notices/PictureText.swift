import Messages

/// The pictures of an anomaly, for people: one line for each.
enum PictureText {
    /// The lines below an anomaly's own; none where the subscription wants no picture.
    ///
    /// - Parameter files: where the pictures were saved; nil where they were not.
    static func lines(of notice: Notice, files: [String]?) -> [String] {
        var lines = notice.pictures.enumerated().map { index, picture in
            let about = [picture.kind, picture.planes, picture.bands].filter { !$0.isEmpty }.joined(separator: " ")
            let size = "\(picture.width)×\(picture.height)"
            let place = files.map { $0[index] } ?? "\(Numbers.bytes(UInt64(picture.content.count))), not saved"
            return "    picture  \(about), \(size): \(place)"
        }
        if !notice.picturesMissing.isEmpty { lines.append("    picture missing: \(notice.picturesMissing)") }
        return lines
    }
}
