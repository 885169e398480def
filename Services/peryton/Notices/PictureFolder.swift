import Foundation
import Messages

/// Where `peryton subscribe` puts the pictures of notices.
struct PictureFolder {
    private let path: String

    /// A folder, made where there is none.
    init(_ path: String) throws {
        self.path = path
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            throw CommandFailure("\(path): cannot be made: \(error.reasonOfSystem)")
        }
    }

    /// Saves a notice's pictures; returns the file of each.
    func save(_ notice: Notice) throws -> [String] {
        try notice.pictures.map { picture in
            // By the alert, as an object may have many.
            let file = "\(path)/\(Self.name("\(notice.anomaly.score.alertID)_\(picture.name)"))"
            try OutputFile.write(picture.content, to: file)
            return file
        }
    }

    /// A name as it may stand in a folder: what others sent is never a path.
    private static func name(_ text: String) -> String {
        let name = String(
            text.map { $0.isASCII && ($0.isLetter || $0.isNumber || "+-._".contains($0)) ? $0 : "_" }.prefix(200))
        return name.hasPrefix(".") ? "_\(name)" : name
    }
}
