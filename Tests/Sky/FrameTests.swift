import TestSupport
import Testing

@testable import Sky

@Suite("Galactic and ecliptic coordinates")
struct FrameTests {
    @Test("they are astropy's")
    func astropy() throws {
        guard let lines = try Reference.lines(["frames"], importing: "astropy") else { return }
        var largest = 0.0
        for line in lines {
            let numbers = Reference.numbers(line)
            let direction = UnitVector(at(numbers[0], numbers[1]))
            for (frame, first) in [(CelestialFrame.galactic, 2), (.ecliptic, 4)] {
                let ours = frame.coordinates(of: direction)
                let theirs = UnitVector(rightAscension: numbers[first], declination: numbers[first + 1])
                let own = UnitVector(rightAscension: ours.longitude, declination: ours.latitude)
                largest = max(largest, own.radians(to: theirs) * degreesPerRadian)
                #expect(abs(ours.latitude - numbers[first + 1]) < 1e-9)
            }
        }
        #expect(lines.count == 2000 && largest < 1e-9, "\(largest)°")
    }

    @Test("a direction comes back", arguments: testSeeds(2))
    func roundTrip(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<500 {
            let direction = UnitVector(random.position())
            for frame in CelestialFrame.allCases {
                let (longitude, latitude) = frame.coordinates(of: direction)
                let back = frame.direction(longitude: longitude, latitude: latitude)
                #expect(back.radians(to: direction) < 1e-14)
                #expect(longitude >= 0 && longitude < 360)
            }
        }
    }
}
