import Foundation
import Messages

/// Collections and images for people.
enum ImageTexts {
    static func collections(_ collections: [ImageCollection]) -> [String] {
        guard !collections.isEmpty else { return [] }
        var table = TextTable([
            "COLLECTION", "IMAGES", "UNUSABLE", "BANDS", "PLANES", "RELEASES", "SKY deg²", "SIZE", "FOLDER",
        ])
        for one in collections {
            table.add([
                one.name, Numbers.grouped(one.images), one.problems == 0 ? "" : Numbers.grouped(one.problems),
                one.bands.joined(separator: " "), one.planes.joined(separator: " "),
                one.releases.joined(separator: " "),
                String(format: "%.4g", one.areaSquareDegrees), Numbers.bytes(one.bytes), one.folder,
            ])
        }
        return [table.text]
    }

    static func images(_ images: [ImageInfo]) -> [String] {
        guard !images.isEmpty else { return [] }
        let hasProblems = images.contains { !$0.problem.isEmpty }
        var table = TextTable(
            ["COLLECTION", "BAND", "PLANE", "RA deg", "DEC deg", "PIXELS", "SCALE \"", "DEPTH", "COMPRESSION", "FILE"]
                + (hasProblems ? ["PROBLEM"] : []))
        for image in images {
            let isPlaced = image.raDegrees.isFinite
            table.add(
                [
                    image.collection, image.band, image.plane,
                    isPlaced ? String(format: "%.5f", image.raDegrees) : "",
                    isPlaced ? String(format: "%+.5f", image.decDegrees) : "",
                    "\(image.width)×\(image.height)",
                    image.scaleArcseconds > 0 ? String(format: "%.3f", image.scaleArcseconds) : "",
                    image.limitingMagnitude > 0 ? String(format: "%.2f", image.limitingMagnitude) : "",
                    image.compression, "\(image.path)[\(image.hdu)]",
                ] + (hasProblems ? [image.problem] : []))
        }
        return [table.text]
    }
}
