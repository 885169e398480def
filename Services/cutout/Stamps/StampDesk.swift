import Bus
import Images
import Messages
import Pictures
import Stamps
import Tables

/// Hands out the stamps that ingest keeps, as FITS or as pictures; blocks while it reads.
struct StampDesk: Sendable {
    let store: StampStore

    /// The most bytes that a stamp may unpack to.
    private static let mostBytes = 64 << 20

    /// One stamp, with its content.
    ///
    /// - Throws: `RequestError`: "invalid" for what is no hash, "not-found" where the stamp is not kept (any more),
    ///   "unavailable" where it cannot be read or is no image.
    func answer(_ request: StampRequest, project: String) throws -> CutoutFile {
        do {
            let hash = try StampHash(request.contentHash)
            let stored = try store.read(hash, project: project)
            let fits =
                Gunzip.isGzip(stored)
                ? try Gunzip.bytes(stored, name: "stamp \(hash)", limit: Self.mostBytes) : stored
            var file = CutoutFile(
                name: Self.name(request, hash), mimeType: "application/fits", kind: "stamp",
                planes: request.stampKind, content: fits)
            if request.isPicture {
                let pixels = try pixels(hash, project)
                // As viewers show them: a stamp is mostly sky, whose noise asinh would brighten.
                let picture = Picture(
                    try Intensities(width: pixels.width, height: pixels.height, values: pixels.floats()),
                    stretch: .linear, limits: .zscale())
                (file.width, file.height) = (UInt32(picture.width), UInt32(picture.height))
                file.mimeType = "image/png"
                file.content = try picture.png()
            }
            file.bytes = UInt64(file.content.count)
            return file
        } catch {
            throw Self.refusal(error)
        }
    }

    /// The pixels of a stamp's first image.
    private func pixels(_ hash: StampHash, _ project: String) throws -> PixelBlock {
        let path = try store.path(of: hash, project: project)
        do {
            return try Self.pixels(path)
        } catch ImageError.changed {
            // The same stamp came again in this moment, and its time was moved: its content is as it was.
            return try Self.pixels(path)
        }
    }

    private static func pixels(_ path: String) throws(ImageError) -> PixelBlock {
        let file = try ImageFile.open(path)
        guard let image = file.extensions.first else { throw .noSuchImage(path: path, what: "in it") }
        return try file.read(image, image.bounds)
    }

    /// The file's name, of the letters, digits and signs that are safe in names.
    private static func name(_ request: StampRequest, _ hash: StampHash) -> String {
        func safe(_ text: String) -> String {
            String(
                text.prefix(80).map { $0.isASCII && ($0.isLetter || $0.isNumber || "+-".contains($0)) ? $0 : "_" })
        }
        let object = request.objectID.isEmpty ? String(hash.hex.prefix(12)) : safe(request.objectID)
        let kind = request.stampKind.isEmpty ? "stamp" : safe(request.stampKind)
        return "\(object)_\(kind).\(request.isPicture ? "png" : "fits")"
    }

    private static func refusal(_ error: any Error) -> RequestError {
        switch error {
        case let error as StampError:
            switch error {
            case .badHash, .badProject: RequestError("invalid", error.description)
            case .missing: RequestError("not-found", error.description)
            case .damaged, .file: RequestError("unavailable", error.description)
            }
        default: RequestError("unavailable", "\(error)")
        }
    }
}
