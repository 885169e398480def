import Foundation
import TestSupport
import Testing

@testable import Sky

@Suite("Angles")
struct AngleTests {
    @Test("separations, position angles and offsets are astropy's, also the smallest, near 180° and at poles")
    func astropy() throws {
        guard let lines = try Reference.lines(["angles"], importing: "astropy") else { return }
        #expect(lines.count == 2000)
        for line in lines {
            let n = Reference.numbers(line)
            let one = at(n[0], n[1])
            let other = at(n[2], n[3])
            let separation = one.separation(to: other)
            #expect(abs(separation - n[4]) < 6e-14 * max(1, n[4]), "\(line)")
            // The angle has a meaning as fine as its arm is long; near the antipode as near it, at a pole as astropy's
            // own cosine of 90° allows.
            let arm = sin(n[4] * radiansPerDegree)
            if abs(n[1]) < 90, arm > 1e-12 {
                let difference = abs(remainder(one.positionAngle(to: other) - n[5], 360))
                #expect(difference * arm < 1e-12, "\(line): \(one.positionAngle(to: other))")
            }
            if abs(n[1]) < 90 {
                let moved = one.offset(by: n[7], positionAngle: n[6])
                // astropy loses digits for short arcs, and half of them at a pole; the next test has no such need.
                let tolerance = max(abs(n[9]), abs(n[1])) > 89 ? 1e-4 : 1e-7
                #expect(moved.separation(to: at(n[8], n[9])) < tolerance, "\(line): \(moved)")
                #expect(abs(one.separation(to: moved) - n[7]) < 1e-12, "\(line)")
            }
        }
    }

    @Test("an offset leads where separation and position angle say")
    func offset() {
        var random = SeededGenerator(seed: 1)
        for _ in 0..<2000 {
            let start = random.position()
            guard abs(start.declination) < 89.9 else { continue }
            let distance = pow(10, Double.random(in: -7..<2, using: &random))
            let bearing = Double.random(in: 0..<360, using: &random)
            let end = start.offset(by: distance, positionAngle: bearing)
            #expect(abs(start.separation(to: end) - distance) < 1e-13 * max(1, distance))
            let turn = abs(remainder(start.positionAngle(to: end) - bearing, 360))
            #expect(turn * distance < 1e-11, "\(start) \(distance) \(bearing)")
        }
        let pole = at(30, 90)
        #expect(abs(pole.offset(by: 1, positionAngle: 180).declination - 89) < 1e-12)
        #expect(abs(pole.offset(by: 1, positionAngle: 180).rightAscension - 30) < 1e-10)
    }

    @Test("proper motion moves along a great circle by its length")
    func properMotion() {
        // Barnard's star: 10.4 arc seconds a year, nearly due north.
        let start = at(269.452, 4.693)
        let moved = start.moved(by: (east: -801.551, north: 10362.394), years: 10)
        #expect(abs(start.separation(to: moved) * 3600 - 103.9335) < 1e-3)
        #expect(moved.declination > start.declination && moved.rightAscension < start.rightAscension)
        let back = moved.moved(by: (east: -801.551, north: 10362.394), years: -10)
        #expect(back.separation(to: start) * 3600 < 1e-3)
    }

    @Test("a position and its vector are one to the last digits")
    func vectors() {
        var random = SeededGenerator(seed: 2)
        for _ in 0..<5000 {
            let position = random.position()
            let back = UnitVector(position).position
            #expect(position.separation(to: back) < 1e-13)
            #expect(abs(back.declination - position.declination) < 3e-14)
        }
        #expect(at(-1e-30, 0).rightAscension == 0)
        #expect(at(720.5, 0).rightAscension == 0.5)
        #expect(SkyPosition(rightAscension: .nan, declination: 0) == nil)
        #expect(SkyPosition(rightAscension: 1, declination: 90.0001) == nil)
        #expect(SkyPosition(rightAscension: 1, declination: .nan) == nil)
    }

    @Test("sexagesimal texts are astropy's and are read back")
    func sexagesimal() throws {
        guard let lines = try Reference.lines(["sexagesimal"], importing: "astropy") else { return }
        #expect(lines.count == 500)
        for line in lines {
            let parts = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            let rightAscension = try #require(Double(parts[0]))
            let declination = try #require(Double(parts[1]))
            // astropy prints 24:00:00 where rounding carries, and -00:00:00.000 for tiny angles.
            let expected = parts[2].replacingOccurrences(of: "24:00:00.0000", with: "00:00:00.0000")
            #expect(Sexagesimal.text(rightAscension: rightAscension, decimals: 4) == expected)
            #expect(Sexagesimal.text(declination: declination, decimals: 3) == parts[3])
            let position = try Sexagesimal.position(parts[4])
            #expect(position.separation(to: at(rightAscension, declination)) < 1e-8, "\(line)")
            let again = try Sexagesimal.position("\(parts[2]) \(parts[3])".replacingOccurrences(of: ":", with: " "))
            #expect(again.separation(to: at(rightAscension, declination)) < 1e-6, "\(line)")
        }
    }

    @Test(
        "angles are read in the forms that people write",
        arguments: [
            ("12:30:00", 187.5), ("12 30 00", 187.5), ("12h30m00s", 187.5), ("12h 30m 0s", 187.5), ("12.5h", 187.5),
            ("187d30m", 187.5), ("187°30′00″", 187.5), ("187.5", 187.5), ("+187.5", 187.5), ("24:00:00", 0.0),
            ("360", 0.0),
            ("0", 0.0), (" 00:00:00.001 ", 0.001 / 240), ("12h30.5m", 187.625),
        ])
    func rightAscension(text: String, degrees: Double) throws {
        #expect(abs(try Sexagesimal.rightAscension(text) - degrees) < 1e-12)
    }

    @Test(
        "minus zero degrees keeps its sign",
        arguments: [
            ("-00:30:00", -0.5), ("-00 30 00", -0.5), ("-0d30m", -0.5), ("−00:30:00", -0.5), ("-00°30'00\"", -0.5),
            ("-0.5", -0.5), ("+00:30:00", 0.5), ("-90:00:00", -90.0), ("89:59:59.9", 89 + 3599.9 / 3600),
        ])
    func declination(text: String, degrees: Double) throws {
        #expect(abs(try Sexagesimal.declination(text) - degrees) < 1e-12)
        #expect(Sexagesimal.text(declination: -0.5) == "-00:30:00.0")
        #expect(Sexagesimal.text(rightAscension: 0, decimals: 0, separator: "") == "000000")
    }

    @Test(
        "what is no angle is refused with what was expected",
        arguments: [
            "", "abc", "12:60:00", "12:30:60", "12:30:00:00", "25:00:00", "361", "-1", "12.5:30", "1e5", "--1", "h",
        ])
    func refused(text: String) {
        #expect(throws: SkyError.self) { try Sexagesimal.rightAscension(text) }
    }

    @Test("what is no declination or position is refused in one line")
    func refusedLines() {
        #expect(throws: SkyError.self) { try Sexagesimal.declination("90:00:01") }
        #expect(throws: SkyError.self) { try Sexagesimal.declination("12h") }
        #expect(throws: SkyError.self) { try Sexagesimal.position("12:00:00") }
        #expect(throws: SkyError.self) { try Sexagesimal.position("12 00 00 1 2") }
        let error = #expect(throws: SkyError.self) { try Sexagesimal.declination("-100") }
        #expect(
            error?.description == "\"-100\" is no angle: expected a declination such as -0.5, -00:30:00, -00 30 00 or"
                + " -00d30m00s from -90 to 90 degrees")
    }
}
