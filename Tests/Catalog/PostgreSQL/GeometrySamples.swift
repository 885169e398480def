import Foundation
import Sky
import TestSupport

@testable import Catalog

/// A region as SQL and as Sky has it.
struct Sample {
    let sql: String
    /// Of a circle: centre and radius.
    var circle: String?
    private let made: Result<SkyRegion, any Error>

    var region: SkyRegion { get throws { try made.get() } }

    private init(_ sql: String, circle: String? = nil, _ make: () throws -> SkyRegion) {
        self.sql = sql
        self.circle = circle
        made = Result { try make() }
    }

    /// A position anywhere, evenly.
    static func position(_ generator: inout SeededGenerator) -> SkyPosition {
        let declination = asin(Double.random(in: -1...1, using: &generator)) * 180 / .pi
        return SkyPosition(
            rightAscension: Double.random(in: 0..<360, using: &generator), declination: declination)
            ?? UnitVector(x: 1, y: 0, z: 0).position
    }

    /// A position near or at a pole.
    static func pole(_ generator: inout SeededGenerator) -> SkyPosition {
        let away: Double = [0.0, 1e-9, 0.3].randomElement(using: &generator) ?? 0
        return SkyPosition(
            rightAscension: Double.random(in: 0..<360, using: &generator),
            declination: Bool.random(using: &generator) ? 90 - away : away - 90)
            ?? UnitVector(x: 0, y: 0, z: 1).position
    }

    /// A region of any kind and size, often at a pole or across right ascension 0.
    static func region(_ generator: inout SeededGenerator, _ round: Int) -> Sample {
        let centre =
            switch round % 4 {
            case 0: pole(&generator)
            case 1:
                SkyPosition(
                    rightAscension: [0, 1e-7, 359.9999999, 180][round / 4 % 4],
                    declination: Double.random(in: -89...89, using: &generator)) ?? position(&generator)
            default: position(&generator)
            }
        let (ra, dec) = (centre.rightAscension, centre.declination)
        let size = pow(10, Double.random(in: -4...1.8, using: &generator))
        switch round % 5 {
        case 0:
            return Sample("peryton_point(\(ra), \(dec))") { .point(centre) }
        case 1:
            let radius = round % 3 == 0 ? 180 - size : size
            return Sample("peryton_circle(\(ra), \(dec), \(radius))", circle: "\(ra), \(dec), \(radius)") {
                try .circle(centre: centre, radius: radius)
            }
        case 2:
            let height = pow(10, Double.random(in: -4...1.8, using: &generator))
            return Sample("peryton_box(\(ra), \(dec), \(size), \(height))") {
                try .box(centre: centre, width: size, height: height)
            }
        default:
            // A star: concave where its rays differ.
            let count = 3 + round % 7
            let isConvex = round % 2 == 0
            let vertices = (0..<count).map { index in
                centre.offset(
                    by: isConvex ? size : size * Double.random(in: 0.3...1, using: &generator),
                    positionAngle: (Double(index) + Double.random(in: 0...0.4, using: &generator)) * 360 / Double(count)
                )
            }
            let ordered = round % 3 == 0 ? vertices.reversed() : vertices
            let numbers = ordered.map { "\($0.rightAscension), \($0.declination)" }.joined(separator: ", ")
            return Sample("peryton_polygon(\(numbers))") { .polygon(try SkyPolygon(vertices: ordered)) }
        }
    }

    /// A position in it, around it, or very near to its edge.
    func nearby(_ generator: inout SeededGenerator) -> SkyPosition {
        guard let region = try? region else { return Self.position(&generator) }
        let bound = region.boundingCone
        let angle = Double.random(in: 0..<360, using: &generator)
        let choice = Int.random(in: 0..<4, using: &generator)
        if case .polygon(let polygon) = region, choice == 0,
            let vertex = polygon.vertices.randomElement(using: &generator)
        {
            return vertex.offset(by: [0.0, 1e-12, 1e-9].randomElement(using: &generator) ?? 0, positionAngle: angle)
        }
        let factor: Double =
            choice == 1
            ? [1.0, 1 - 1e-9, 1 + 1e-9].randomElement(using: &generator) ?? 1
            : Double.random(in: 0...1.3, using: &generator)
        return bound.centre.offset(by: min(180, bound.radius * factor), positionAngle: angle)
    }

    /// The region that a call of our functions makes, of literals only.
    static func parse(_ sql: String) throws -> SkyRegion {
        let parts = sql.split(separator: "(", maxSplits: 1)
        let inner = parts[1].dropLast()
        let numbers = inner.split(separator: ",").compactMap { Double($0.trimmingCharacters(in: .whitespaces)) }
        switch parts[0] {
        case "peryton_region": return try SkyRegion(anyText: inner.trimmingCharacters(in: ["'"]))
        case "peryton_box":
            let centre = try SkyRegion(.point, numbers: Array(numbers[..<2])).centroid
            return try .box(centre: centre, width: numbers[2], height: numbers[3])
        case "peryton_circle": return try SkyRegion(.circle, numbers: numbers)
        case "peryton_point": return try SkyRegion(.point, numbers: numbers)
        default:
            return .polygon(
                try SkyPolygon(
                    vertices: stride(from: 0, to: numbers.count, by: 2).map { place in
                        try SkyRegion(.point, numbers: Array(numbers[place..<place + 2])).centroid
                    }))
        }
    }
}
