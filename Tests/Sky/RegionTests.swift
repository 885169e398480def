import Foundation
import TestSupport
import Testing

@testable import Sky

@Suite("Regions")
struct RegionTests {
    @Test("a cone contains what its separation says, whatever its radius", arguments: testSeeds(4))
    func cone(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<500 {
            let radius = Bool.random(using: &random) ? pow(10, Double.random(in: -6..<2, using: &random)) : 170
            let cone = try Cone(centre: random.position(), radius: radius)
            let inside = random.position(in: cone)
            #expect(cone.contains(UnitVector(inside)))
            let other = random.position()
            let distance = cone.centre.separation(to: other)
            if abs(distance - radius) > 1e-12 { #expect(cone.contains(UnitVector(other)) == (distance <= radius)) }
            let edge = cone.centre.offset(by: radius * 1.000_001, positionAngle: .random(in: 0..<360, using: &random))
            if radius < 180 { #expect(!cone.contains(UnitVector(edge))) }
        }
    }

    @Test("cones of radius 0 and 180 hold their centre and the whole sky")
    func extremeCones() throws {
        let point = try Cone(centre: at(10, 20), radius: 0)
        #expect(point.contains(UnitVector(at(10, 20))))
        #expect(!point.contains(UnitVector(at(10, 20.000_001))))
        let sky = try Cone(centre: at(10, 20), radius: 180)
        #expect(sky.contains(UnitVector(at(190, -20))))
        #expect(abs(sky.area - 41252.961_249_419_3) < 1e-9)
        #expect(abs(try Cone(centre: at(0, 0), radius: 1 / 3600).area * 3600 * 3600 - .pi) < 1e-9)
        for radius in [-1, 180.1, .nan, .infinity] {
            #expect(throws: SkyError.self) { try Cone(centre: at(0, 0), radius: radius) }
        }
    }

    @Test("a polygon contains what lies inside of it seen from its middle, in either winding", arguments: testSeeds(6))
    func polygon(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<60 {
            let size = pow(10, Double.random(in: -3..<1.9, using: &random))
            let centre = random.position()
            let polygon = try random.polygon(around: centre, size: size)
            let around = try Cone(centre: centre, radius: min(180, size * 1.2))
            for _ in 0..<100 {
                let place = random.position(in: around)
                let expected = turns(polygon, around: place) != 0
                if polygon.outlineChordSquared(UnitVector(place)) < 1e-24 { continue }
                #expect(polygon.contains(UnitVector(place)) == expected, "\(polygon.vertices) \(place)")
            }
            // Nothing on the far side.
            #expect(!polygon.contains(UnitVector(centre).antipode))
            for vertex in polygon.vertices { #expect(polygon.contains(UnitVector(vertex))) }
        }
    }

    /// How often the outline runs round a place: the turns of the vertices' position angles, a model without vectors.
    ///
    /// It is the difference of the turns round the place and round its opposite, which is outside here.
    private func turns(_ polygon: SkyPolygon, around place: SkyPosition) -> Int {
        var sum = 0.0
        let angles = polygon.vertices.map { place.positionAngle(to: $0) }
        for (index, angle) in angles.enumerated() {
            sum += remainder(angles[(index + 1) % angles.count] - angle, 360)
        }
        return Int((sum / 360).rounded())
    }

    @Test("polygons that hold a pole or cross right ascension 0")
    func poleAndWrap() throws {
        let cap = try SkyPolygon(vertices: [at(0, 80), at(90, 80), at(180, 80), at(270, 80)])
        #expect(cap.isConvex)
        #expect(cap.contains(UnitVector(at(123, 90))))
        #expect(cap.contains(UnitVector(at(45, 83.1))))
        #expect(!cap.contains(UnitVector(at(45, 80.1))))
        #expect(abs(cap.centroid.declination - 90) < 1e-12)
        let across = try SkyPolygon(vertices: [at(359, -1), at(1, -1), at(1, 1), at(359, 1)])
        #expect(across.contains(UnitVector(at(0, 0))))
        #expect(across.contains(UnitVector(at(359.5, 0.5))))
        #expect(!across.contains(UnitVector(at(180, 0))))
        #expect(across.centroid.separation(to: at(0, 0)) < 1e-12)
        let backwards = try SkyPolygon(vertices: Array(across.vertices.reversed()))
        #expect(backwards.contains(UnitVector(at(0, 0))))
        #expect(abs(backwards.area - across.area) < 1e-12)
    }

    @Test("areas and centroids are those of geometry")
    func areas() throws {
        let octant = try SkyPolygon(vertices: [at(0, 0), at(90, 0), at(0, 90)])
        #expect(abs(octant.area - 41252.961_249_419_3 / 8) < 1e-9)
        #expect(octant.centroid.separation(to: at(45, 35.264_389_682_754_654)) < 1e-12)
        // A small square is plane: one arc second a side.
        let step = 1 / 3600.0
        let square = try SkyPolygon(vertices: [at(0, 0), at(step, 0), at(step, step), at(0, step)])
        #expect(abs(square.area / (step * step) - 1) < 1e-9)
        #expect(square.centroid.separation(to: at(step / 2, step / 2)) < 1e-12)
        // An arrow, whose centroid is that of the two triangles it is made of.
        let arrow = try SkyPolygon(vertices: [at(0, 0), at(2, -1), at(1, 0), at(2, 1)])
        #expect(!arrow.isConvex)
        #expect(arrow.centroid.separation(to: at(1, 0)) < 2e-4)
        #expect(!arrow.contains(UnitVector(at(1.5, 0))))
        #expect(arrow.contains(UnitVector(at(0.5, 0))))
    }

    @Test("a polygon's area is the sum of its parts, and its centroid their weighted middle", arguments: testSeeds(3))
    func parts(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<100 {
            let centre = random.position()
            let polygon = try random.polygon(around: centre, size: pow(10, Double.random(in: -4..<1.8, using: &random)))
            var area = 0.0
            var x = 0.0, y = 0.0, z = 0.0
            for (index, vertex) in polygon.vertices.enumerated() {
                let next = polygon.vertices[(index + 1) % polygon.vertices.count]
                guard centre.separation(to: vertex) > 1e-12 else { continue }
                let part = try SkyPolygon(vertices: [centre, vertex, next])
                area += part.area
                let middle = UnitVector(part.centroid)
                // The integral's length is less than the area by second order of the size.
                x += middle.x * part.area
                y += middle.y * part.area
                z += middle.z * part.area
            }
            #expect(abs(area / polygon.area - 1) < 1e-7)
            if polygon.boundingCone.radius < 2, let middle = UnitVector(normalizing: x, y, z)?.position {
                #expect(middle.separation(to: polygon.centroid) < 1e-3 * polygon.boundingCone.radius + 1e-9)
            }
        }
    }

    @Test("outlines that are none are refused, and the error tells where")
    func refused() {
        func error(_ places: [(Double, Double)]) -> SkyError? {
            #expect(throws: SkyError.self) { try SkyPolygon(vertices: places.map { at($0.0, $0.1) }) }
        }
        #expect(error([(0, 0), (1, 1)]) == .tooFewVertices(2))
        #expect(error([(0, 0), (1, 1), (0, 0)]) == .repeatedVertex(1))
        #expect(error([(0, 0), (1, 0), (1, 0), (0, 1)]) == .repeatedVertex(3))
        #expect(error([(0, 0), (180, 0), (90, 50)]) == .antipodalSide(1))
        #expect(error([(0, 0), (10, 10), (10, 0), (0, 10)]) == .crossingSides(1, 3))
        #expect(error([(0, 0), (10, 0), (5, 0), (5, 5)]) == .crossingSides(1, 2))
        #expect(error([(0, 0), (1, 0), (2, 0)]) == .noArea)
        #expect(error([(0, 0), (4, 0), (4, 4), (2, 0), (0, 4)]) == .crossingSides(1, 3))
        #expect(
            error([(0, 0), (10, 10), (10, 0), (0, 10)])?.description == "the polygon's sides 1 and 3 cross or touch")
        // Closed as in other tools.
        #expect(throws: Never.self) {
            try SkyPolygon(vertices: [at(0, 0), at(1, 0), at(0, 1), at(0, 0)])
        }
    }

    @Test("a box is the cross of ADQL, at poles and across right ascension 0 too", arguments: testSeeds(4))
    func box(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<60 {
            let centre = random.position()
            let box = try SkyBox(
                centre: centre, width: pow(10, Double.random(in: -3..<2.25, using: &random)),
                height: pow(10, Double.random(in: -3..<2.25, using: &random)))
            let polygon = try box.polygon()
            #expect(polygon.isConvex)
            let around = try Cone(centre: centre, radius: min(170, (box.width + box.height) * 0.7))
            for _ in 0..<100 {
                let place = UnitVector(random.position(in: around))
                if polygon.outlineChordSquared(place) < 1e-24 { continue }
                #expect(box.contains(place) == polygon.contains(place), "\(box) \(place.position)")
            }
        }
        let equator = try SkyBox(centre: at(0, 0), width: 2, height: 1)
        #expect(equator.contains(UnitVector(at(359.0000001, 0.4999))))
        #expect(!equator.contains(UnitVector(at(1.0000001, 0))))
        for size in [0, 180, -1, .nan] {
            #expect(throws: SkyError.self) { try SkyBox(centre: at(0, 0), width: size, height: 1) }
        }
    }
}
