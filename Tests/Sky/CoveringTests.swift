import Foundation
import TestSupport
import Testing

@testable import Sky

@Suite("Coverings")
struct CoveringTests {
    private func holds(_ ranges: [Range<Int64>], _ place: UnitVector) -> Bool {
        let pixel = Healpix.finest.pixel(place)
        return ranges.contains { $0.contains(pixel) }
    }

    private func area(_ ranges: [Range<Int64>]) -> Double {
        Double(ranges.reduce(0) { $0 + $1.count }) * Healpix.finest.pixelArea
    }

    private func isTidy(_ ranges: [Range<Int64>], atMost maximum: Int) -> Bool {
        ranges.count <= maximum && zip(ranges, ranges.dropFirst()).allSatisfy { $0.upperBound < $1.lowerBound }
            && ranges.allSatisfy { !$0.isEmpty && $0.lowerBound >= 0 && $0.upperBound <= Healpix.finest.pixelCount }
    }

    @Test("no place in a cone is missing in its covering, and it is not much larger", arguments: testSeeds(8))
    func cones(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var ratios = 0.0
        var count = 0.0
        for _ in 0..<600 {
            let radius =
                Int.random(in: 0..<8, using: &random) == 0
                ? Double.random(in: 0...180, using: &random) : pow(10, Double.random(in: -8..<2, using: &random))
            let cone = try Cone(centre: random.position(), radius: radius)
            for maximum in [1, 4, 16, 64] {
                let ranges = cone.covering(maximumRanges: maximum)
                #expect(isTidy(ranges, atMost: maximum))
                for index in 0..<40 {
                    let place: SkyPosition
                    if index < 20 {
                        place = random.position(in: cone)
                    } else {
                        // On the edge, where it is tight.
                        place = cone.centre.offset(
                            by: radius * (1 - 1e-12), positionAngle: .random(in: 0..<360, using: &random))
                    }
                    #expect(holds(ranges, UnitVector(place)), "\(cone.centre) \(radius) \(maximum) \(place)")
                }
                if maximum == 16, radius < 60, radius > 1e-6 {
                    ratios += area(ranges) / cone.area
                    count += 1
                }
            }
        }
        #expect(ratios / count < 3)
        print("a cone's covering with 16 ranges: \(ratios / count) of its area")
    }

    @Test("a cone of radius 0 is a few of the finest pixels, the whole sky one range")
    func extremes() throws {
        let point = SkyRegion.point(at(0, 90)).covering()
        #expect(point.count <= 5 && point.allSatisfy { $0.count == 1 })
        #expect(try SkyRegion.circle(centre: at(3, 4), radius: 180).covering() == [0..<Healpix.finest.pixelCount])
    }

    @Test("no place in a polygon is missing in its covering", arguments: testSeeds(6))
    func polygons(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var ratios = 0.0
        for _ in 0..<60 {
            let size = pow(10, Double.random(in: -4..<1.9, using: &random))
            let polygon = try random.polygon(around: random.position(), size: size)
            for maximum in [4, 16, 64] {
                let ranges = SkyRegion.polygon(polygon).covering(maximumRanges: maximum)
                #expect(isTidy(ranges, atMost: maximum))
                for vertex in polygon.vertices { #expect(holds(ranges, UnitVector(vertex))) }
                for _ in 0..<60 {
                    let place = UnitVector(random.position(in: polygon.boundingCone))
                    if polygon.contains(place) { #expect(holds(ranges, place), "\(polygon.vertices) \(maximum)") }
                }
                if maximum == 16 { ratios += area(ranges) / polygon.area / 60 }
            }
        }
        #expect(ratios < 6)
        print("a concave polygon's covering with 16 ranges: \(ratios) of its area")
    }

    @Test("a covering of an order holds its region and only pixels that are near", arguments: testSeeds(3))
    func ofOrder(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<40 {
            let order = Int.random(in: 0...9, using: &random)
            let cone = try Cone(centre: random.position(), radius: pow(10, Double.random(in: -4..<1.5, using: &random)))
            let ranges = SkyRegion.cone(cone).covering(order: order)
            let reach = cone.radius + 2 * PixelRadius.largest[order] * degreesPerRadian
            for range in ranges {
                let shift = Int64(2 * (29 - order))
                #expect(range.lowerBound & ((1 << shift) - 1) == 0)
                let centre = Healpix(goodOrder: order).centre(range.lowerBound >> shift).position
                #expect(centre.separation(to: cone.centre) <= reach)
            }
            for _ in 0..<50 { #expect(holds(ranges, UnitVector(random.position(in: cone)))) }
        }
    }

    @Test("reducing ranges joins those with the smallest gaps")
    func reducing() {
        let ranges: [Range<Int64>] = [0..<1, 2..<3, 10..<11, 12..<13, 100..<101]
        #expect(ranges.reduced(to: 5) == ranges)
        #expect(ranges.reduced(to: 3) == [0..<3, 10..<13, 100..<101])
        #expect(ranges.reduced(to: 2) == [0..<13, 100..<101])
        #expect(ranges.reduced(to: 0) == [0..<101])
    }
}
