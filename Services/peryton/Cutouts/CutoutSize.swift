import ArgumentParser
import Foundation
import ServiceKit

/// A size as people write it: `2'`, `90"`, `2x3'`, `300px`; a number alone is in arcminutes.
struct CutoutSize: ConfigurationValue, Equatable {
    enum Unit: Equatable { case arcminutes, pixels }

    let width: Double
    let height: Double
    let unit: Unit

    static var expectation: String { "a size such as 2' (arcminutes), 90\", 2x3' or 300px" }

    var description: String {
        let text = width == height ? "\(width)" : "\(width)x\(height)"
        return text + (unit == .pixels ? "px" : "'")
    }

    init?(argument: String) {
        var text = argument.lowercased().replacing("×", with: "x")
        var factor = 1.0
        var unit = Unit.arcminutes
        for (ending, scale, kind) in [
            ("pixels", 1.0, Unit.pixels), ("px", 1, .pixels), ("arcmin", 1, .arcminutes),
            ("arcsec", 1.0 / 60, .arcminutes),
            ("′", 1, .arcminutes), ("″", 1.0 / 60, .arcminutes), ("'", 1, .arcminutes), ("\"", 1.0 / 60, .arcminutes),
        ] where text.hasSuffix(ending) {
            text.removeLast(ending.count)
            (factor, unit) = (scale, kind)
            break
        }
        let numbers = text.split(separator: "x", omittingEmptySubsequences: false).map {
            Double($0.trimmingCharacters(in: .whitespaces))
        }
        guard (1...2).contains(numbers.count), let width = numbers[0], let height = numbers.last ?? nil,
            width > 0, height > 0, width.isFinite, height.isFinite
        else { return nil }
        if unit == .pixels, width != width.rounded() || height != height.rounded() || max(width, height) > 1e6 {
            return nil
        }
        self.width = width * factor
        self.height = height * factor
        self.unit = unit
    }
}
