import Foundation
import TestSupport

@testable import Sky

/// Runs `sky_reference.py`, which asks astropy, astropy-healpix and mocpy.
enum Reference {
    /// The lines of one of its modes; nil, with a line that says so, where there is no Python with the module.
    static func lines(_ arguments: [String], importing module: String) throws -> [Substring]? {
        guard let python = Python.executable(importing: module) else {
            print("skipped: no Python with \(module); `make test` brings one")
            return nil
        }
        let script = "\(Python.packageRoot)/Tests/Sky/sky_reference.py"
        return try Python.run(python, [script] + arguments).split(separator: "\n")
    }

    static func numbers(_ line: Substring) -> [Double] { line.split(separator: " ").compactMap { Double($0) } }

    /// A real file of regions; nil, with a line that says so, where the shared data is missing.
    static func regionFile(_ name: String) -> String? {
        let paths = ["../shared", "../../shared"].map { "\(Python.packageRoot)/\($0)/data/regions/\(name)" }
        guard let path = paths.first(where: { FileManager.default.fileExists(atPath: $0) }) else {
            print("skipped: no real regions at \(paths[0])")
            return nil
        }
        return path
    }
}

extension SeededGenerator {
    /// A position anywhere, often near the poles or right ascension 0.
    mutating func position() -> SkyPosition {
        let declination: Double
        switch Int.random(in: 0..<6, using: &self) {
        case 0:
            declination =
                (90 - pow(10, Double.random(in: -8..<0.5, using: &self))) * (Bool.random(using: &self) ? 1 : -1)
        case 1: declination = [90, -90, 0, 41.8103148957786].randomElement(using: &self) ?? 0
        default: declination = asin(Double.random(in: -1...1, using: &self)) * degreesPerRadian
        }
        let rightAscension =
            Int.random(in: 0..<4, using: &self) == 0
            ? Double.random(in: -1e-4...1e-4, using: &self) : Double.random(in: 0..<360, using: &self)
        return SkyPosition(turning: rightAscension, declination: declination)
    }

    /// A position in a cone, evenly over its area.
    mutating func position(in cone: Cone) -> SkyPosition {
        let share = Double.random(in: 0...1, using: &self)
        let half = sin(cone.radius * radiansPerDegree / 2) * share.squareRoot()
        return cone.centre.offset(
            by: 2 * asin(min(1, half)) * degreesPerRadian, positionAngle: Double.random(in: 0..<360, using: &self))
    }

    /// A polygon around a position, seen from which its vertices go round once; concave for the most part.
    mutating func polygon(around centre: SkyPosition, size: Double) throws -> SkyPolygon {
        let count = Int.random(in: 5...12, using: &self)
        var vertices = (0..<count).map { index in
            centre.offset(
                by: size * Double.random(in: 0.2...1, using: &self),
                positionAngle: (Double(index) + Double.random(in: 0.1...0.9, using: &self)) * 360 / Double(count))
        }
        if Bool.random(using: &self) { vertices.reverse() }
        return try SkyPolygon(vertices: vertices)
    }
}

/// A position that is known to be good.
func at(_ rightAscension: Double, _ declination: Double) -> SkyPosition {
    SkyPosition(turning: rightAscension, declination: declination)
}
