import Foundation
import TestSupport
import Testing

@testable import Sky

@Suite("Relations of regions")
struct RelationTests {
    /// Regions of all kinds near each other.
    private func regions(_ random: inout SeededGenerator, around centre: SkyPosition) throws -> [SkyRegion] {
        let near = try Cone(centre: centre, radius: 20)
        return try [
            .point(random.position(in: near)),
            .circle(centre: random.position(in: near), radius: pow(10, Double.random(in: -1..<1.3, using: &random))),
            .polygon(random.polygon(around: random.position(in: near), size: .random(in: 0.5...15, using: &random))),
            .box(
                centre: random.position(in: near), width: .random(in: 0.5...30, using: &random),
                height: .random(in: 0.5...30, using: &random)),
        ]
    }

    /// A direction in a region, as far as a few tries find one.
    private func place(in region: SkyRegion, _ random: inout SeededGenerator) -> UnitVector {
        for _ in 0..<40 {
            let place = UnitVector(random.position(in: region.boundingCone))
            if region.contains(place) { return place }
        }
        return UnitVector(region.numbers.count == 2 ? region.centroid : at(region.numbers[0], region.numbers[1]))
    }

    @Test(
        "regions intersect where they have a place in common, and contain where they have all", arguments: testSeeds(8))
    func model(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var counts = [0, 0, 0]
        for _ in 0..<40 {
            let centre = random.position()
            let ones = try regions(&random, around: centre)
            let others = try regions(&random, around: centre)
            for one in ones {
                for other in others {
                    let intersects = one.intersects(other)
                    #expect(other.intersects(one) == intersects)
                    let contains = one.contains(other)
                    if contains { #expect(intersects) }
                    var hits = 0
                    for _ in 0..<60 {
                        let place = place(in: other, &random)
                        let isIn = one.contains(place)
                        hits += isIn ? 1 : 0
                        if isIn { #expect(intersects, "\(one.stcsText) \(other.stcsText)") }
                        if !isIn { #expect(!contains, "\(one.stcsText) \(other.stcsText) \(place.position)") }
                    }
                    counts[hits == 0 ? 0 : (hits == 60 ? 1 : 2)] += 1
                    // Where all places are in, all of it is in, or some little corner is not.
                    if hits == 60, !contains, other.area > 0 {
                        #expect(one.intersects(other))
                    }
                }
            }
        }
        #expect(counts.allSatisfy { $0 > 5 })
    }

    @Test("touching is intersecting, and the same region contains itself")
    func touching() throws {
        let cone = try SkyRegion.circle(centre: at(0, 0), radius: 1)
        #expect(cone.intersects(try .circle(centre: at(3, 0), radius: 2)))
        #expect(!cone.intersects(try .circle(centre: at(3, 0), radius: 1.999_999)))
        #expect(cone.contains(cone))
        #expect(try SkyRegion.circle(centre: at(0.5, 0), radius: 1.5).contains(cone))
        #expect(!(try SkyRegion.circle(centre: at(0.5, 0), radius: 1.499_999).contains(cone)))
        let box = try SkyRegion.box(centre: at(0, 0), width: 2, height: 2)
        #expect(box.contains(box))
        #expect(box.intersects(cone) && box.contains(cone))
        #expect(!cone.contains(box))
        #expect(cone.contains(.point(at(0, 1))))
    }

    @Test("wide cones and polygons: what is around the back")
    func wide() throws {
        let most = try SkyRegion.circle(centre: at(0, 0), radius: 170)
        let back = try SkyRegion.box(centre: at(180, 0), width: 4, height: 4)
        #expect(!most.intersects(back) && !most.contains(back))
        let ring = try SkyRegion.box(centre: at(180, 0), width: 40, height: 40)
        #expect(most.intersects(ring) && !most.contains(ring))
        let side = try SkyRegion.box(centre: at(90, 0), width: 40, height: 40)
        #expect(most.contains(side))
        let cross = try SkyRegion.box(centre: at(0, 0), width: 10, height: 1)
        #expect(cross.intersects(try .box(centre: at(0, 0), width: 1, height: 10)))
        // A horseshoe around a cone that it does not touch.
        let shoe = SkyRegion.polygon(
            try SkyPolygon(vertices: [
                at(-5, -5), at(5, -5), at(5, 5), at(3, 5), at(3, -3), at(-3, -3), at(-3, 5), at(-5, 5),
            ]))
        #expect(!shoe.intersects(try .circle(centre: at(0, 0), radius: 2.9)))
        #expect(shoe.intersects(try .circle(centre: at(0, 0), radius: 3.1)))
        #expect(!shoe.contains(try .box(centre: at(0, 4), width: 9, height: 0.5)))
    }
}
