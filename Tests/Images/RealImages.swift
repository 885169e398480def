import Foundation
import TestSupport

@testable import Images

/// The real images of the shared data folder, where it is there.
enum RealImages {
    /// `../shared` from the project's root; a worktree lies one folder deeper.
    private static let folders = ["../shared", "../../shared"].map { "\(Python.packageRoot)/\($0)/data/images" }

    /// All of them; empty, with a line that says so, where the folder is missing.
    static func all() -> [String] {
        for folder in folders {
            guard let names = FileManager.default.enumerator(atPath: folder) else { continue }
            let files = names.compactMap { $0 as? String }.filter { $0.contains(".fits") }.sorted()
            if !files.isEmpty { return files.map { "\(folder)/\($0)" } }
        }
        print("skipped: no real images at \(folders[0])")
        return []
    }
}

/// Runs `image_reference.py`.
enum Reference {
    /// The lines of one of its modes; nil, with a line that says so, where there is no Python with astropy.
    static func lines(_ arguments: [String]) throws -> [Substring]? {
        guard let python = Python.executable(importing: "astropy") else {
            print("skipped: no Python with astropy; `make test` brings one")
            return nil
        }
        let script = "\(Python.packageRoot)/Tests/Images/image_reference.py"
        return try Python.run(python, [script] + arguments).split(separator: "\n")
    }
}

/// Cuts that were written to be checked by astropy.
struct WrittenCuts {
    let folder: String
    private var lines: [String] = []

    init(folder: String) { self.folder = folder }

    /// Cuts a box out of an image and writes it; `tolerance` is how far pixels may differ from astropy's, nil: not at all.
    mutating func add(
        _ file: ImageFile, _ image: ImageExtension, _ box: PixelBox, compression: ImageCompression? = nil,
        tolerance: Double? = nil
    ) throws {
        let plane = try file.cut(image, box)
        let path = "\(folder)/cut\(lines.count).fits"
        let writer = try FITSImageWriter(path: path)
        try writer.append(plane.block, header: plane.header, compression: compression)
        try writer.finish()
        let fields: [Any] = [
            file.path, image.hdu, box.x, box.y, box.width, box.height, path, compression == nil ? 0 : 1,
            tolerance.map { "\($0)" } ?? "exact",
        ]
        lines.append(fields.map { "\($0)" }.joined(separator: "\t"))
    }

    /// What astropy has to say against them; nil where there is none.
    func problems() throws -> [Substring]? {
        let manifest = "\(folder)/manifest.txt"
        try lines.joined(separator: "\n").write(toFile: manifest, atomically: true, encoding: .utf8)
        guard let answer = try Reference.lines(["cuts", manifest]) else { return nil }
        let expected = "checked \(lines.count)"
        return answer.last.map(String.init) == expected ? Array(answer.dropLast()) : answer + ["not \(expected)"]
    }
}

extension ImageExtension {
    /// Boxes inside, over each edge and corner, beside the image, of one pixel, near the right edge, and the whole.
    var interestingBoxes: [PixelBox] {
        let (w, h) = (width, height)
        return [
            bounds, PixelBox(x: w / 3, y: h / 4, width: max(1, w / 3), height: max(1, h / 2)),
            PixelBox(x: -3, y: -2, width: 9, height: 8), PixelBox(x: w - 5, y: h - 4, width: 10, height: 9),
            PixelBox(x: -4, y: h - 3, width: 7, height: 7), PixelBox(x: w - 3, y: -4, width: 6, height: 6),
            PixelBox(x: -2, y: -2, width: w + 4, height: h + 5), PixelBox(x: w + 10, y: 2, width: 5, height: 5),
            PixelBox(x: w - 1, y: h - 1, width: 1, height: 1), PixelBox(x: 0, y: h / 2, width: w, height: 1),
            PixelBox(x: w * 4 / 5, y: 1, width: max(1, w / 9), height: max(1, h - 2)),
        ]
    }
}
