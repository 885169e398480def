import Foundation
import TestSupport
import Testing

@testable import Sky

@Suite("HEALPix")
struct HealpixTests {
    @Test("pixels, rings, centres, corners and neighbours are astropy-healpix's at all orders")
    func astropy() throws {
        guard let lines = try Reference.lines(["healpix"], importing: "astropy_healpix") else { return }
        #expect(lines.count == 3000)
        for line in lines {
            let words = line.split(separator: " ")
            let n = Reference.numbers(line)
            let order = Int(n[0])
            let tessellation = try #require(Healpix(order: order))
            let pixel = try #require(Int64(words[3]))
            let ring = try #require(Int64(words[4]))
            let found = tessellation.pixel(at(n[1], n[2]))
            // On an edge between pixels the last digit decides.
            if found != pixel {
                let isEdge = tessellation.corners(found).contains { corner in
                    tessellation.corners(pixel).contains { $0.chordSquared(corner) < 1e-28 }
                }
                #expect(isEdge, "\(line): \(found)")
                let radius = PixelRadius.largest[order]
                #expect(tessellation.centre(found).radians(to: UnitVector(at(n[1], n[2]))) <= radius, "\(line)")
            } else {
                #expect(tessellation.ring(nested: found) == ring || n[2].magnitude < 1e-9 || isOnEdge(line), "\(line)")
            }
            #expect(tessellation.nested(ring: tessellation.ring(nested: pixel)) == pixel)
            #expect(tessellation.centre(pixel).position.separation(to: at(n[5], n[6])) < 1e-12, "\(line)")
            for (index, corner) in tessellation.corners(pixel).enumerated() {
                let expected = UnitVector(at(n[7 + 2 * index], n[8 + 2 * index]))
                #expect(corner.radians(to: expected) < 1e-13, "\(line)")
            }
            let near = Set(words[15...].compactMap { Int64($0) })
            #expect(Set(tessellation.neighbours(pixel)) == near || order == 0, "\(line)")
        }
    }

    private func isOnEdge(_ line: Substring) -> Bool {
        let n = Reference.numbers(line)
        return [0, 45, 90, 180].contains(n[1])
    }

    @Test("RING and NESTED numbers turn into each other, each once", arguments: 0...6)
    func ringAndNested(order: Int) throws {
        let tessellation = try #require(Healpix(order: order))
        var seen: Set<Int64> = []
        var lastZ = 2.0
        for ring in 0..<tessellation.pixelCount {
            let pixel = tessellation.nested(ring: ring)
            #expect(tessellation.ring(nested: pixel) == ring)
            seen.insert(pixel)
            let centre = tessellation.centre(pixel)
            #expect(centre.z <= lastZ + 1e-14)
            lastZ = centre.z
            #expect(tessellation.pixel(centre) == pixel)
            #expect(tessellation.pixel(centre.position) == pixel)
        }
        #expect(Int64(seen.count) == tessellation.pixelCount)
    }

    @Test("neighbours are mutual, and touch")
    func neighbours() throws {
        var random = SeededGenerator(seed: 3)
        for order in 1...29 {
            let tessellation = try #require(Healpix(order: order))
            for _ in 0..<40 {
                let pixel = tessellation.pixel(random.position())
                let near = tessellation.neighbours(pixel)
                #expect((6...8).contains(near.count))
                for other in near {
                    #expect(tessellation.neighbours(other).contains(pixel))
                    let touches = tessellation.corners(pixel).contains { corner in
                        tessellation.corners(other).contains { $0.chordSquared(corner) < 1e-24 }
                    }
                    #expect(touches)
                }
            }
        }
    }

    @Test("a place in a pixel is no farther from its centre than the largest pixel reaches")
    func reach() throws {
        var random = SeededGenerator(seed: 4)
        for order in 0...29 {
            let tessellation = try #require(Healpix(order: order))
            for _ in 0..<1000 {
                let place = UnitVector(random.position())
                #expect(tessellation.centre(tessellation.pixel(place)).radians(to: place) <= PixelRadius.largest[order])
            }
        }
    }

    @Test("a cell's parents are the pixels of wider orders")
    func parents() {
        var random = SeededGenerator(seed: 5)
        for _ in 0..<2000 {
            let position = random.position()
            let finest = Healpix.finest.pixel(position)
            for order in stride(from: 0, through: 28, by: 4) {
                #expect(Healpix(goodOrder: order).pixel(position) == finest >> Int64(2 * (29 - order)), "\(position)")
            }
        }
    }

    @Test("numbers of an order")
    func numbers() throws {
        let tessellation = try #require(Healpix(order: 5))
        #expect(tessellation.side == 32)
        #expect(tessellation.pixelCount == 12288)
        #expect(abs(tessellation.pixelArea - 3.3572) < 1e-4)
        #expect(abs(tessellation.pixelSize - 1.8323) < 1e-4)
        #expect(Healpix(order: 30) == nil)
        #expect(Healpix(order: -1) == nil)
        #expect(Healpix.finest.pixelCount == 3_458_764_513_820_540_928)
    }
}
