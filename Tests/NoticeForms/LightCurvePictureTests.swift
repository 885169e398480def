import Foundation
import Messages
import Testing

@testable import NoticeForms

@Suite("Light curves as pictures")
struct LightCurvePictureTests {
    /// Keeps a picture for people to look at where PERYTON_PICTURES names a folder.
    private static func keep(_ picture: LightCurvePicture, as name: String) throws {
        guard let folder = ProcessInfo.processInfo.environment["PERYTON_PICTURES"] else { return }
        try Data(picture.png).write(to: URL(fileURLWithPath: "\(folder)/\(name).png"))
    }

    private static func isPNG(_ bytes: [UInt8]) -> Bool { bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]) }

    @Test("one of two bands and limits is a small PNG")
    func usual() throws {
        let picture = try #require(LightCurvePicture(Sample.alert()))
        #expect(Self.isPNG(picture.png))
        #expect(picture.png.count < 40_000)
        try Self.keep(picture, as: "usual")
    }

    @Test("those of real packets are small PNGs")
    func real() throws {
        for alert in try Sample.realAlerts(24) {
            guard let picture = LightCurvePicture(alert) else { continue }
            #expect(Self.isPNG(picture.png))
            #expect(picture.png.count < 40_000)
            try Self.keep(picture, as: alert.objectID)
        }
    }

    @Test("ten thousand points in all bands and in bands nobody knows still make a small PNG")
    func crowded() throws {
        var alert = Sample.alert()
        let bands = ["u", "g", "r", "i", "z", "y", "c", "o", "clear", "W", ""]
        alert.lightCurve = (0..<10_000).map { step in
            let phase = Double(step) / 300
            return LightCurvePoint(
                mjdUTC: Sample.mjd - 10_000 + Double(step), band: bands[step % bands.count],
                magnitude: step % 13 == 0 ? .nan : Float(18 + 2 * sin(phase * 7) + Double(step % 7) / 10),
                magnitudeError: Float(step % 5) / 20, limitingMagnitude: 20)
        }
        let picture = try #require(LightCurvePicture(alert))
        #expect(picture.png.count <= 40_000)
        try Self.keep(picture, as: "crowded")
    }

    @Test("bright is at the top, this alert at day 0, and limits far from everything are left out")
    func ranges() throws {
        var alert = Sample.alert()
        alert.lightCurve.append(
            LightCurvePoint(
                mjdUTC: Sample.mjd - 1, band: "g", magnitude: .nan, magnitudeError: .nan, limitingMagnitude: 14))
        let curve = try #require(LightCurve(alert))
        #expect(curve.points.last?.isThisAlert == true)
        #expect(curve.points.last?.days == 0)
        #expect(curve.points.count == 16)
        #expect(curve.magnitudeRange.lowerBound > 17)
        #expect(curve.daysRange.contains(-28) && curve.daysRange.contains(0))
        #expect(curve.bands == ["g", "r"])
    }

    @Test("there is none of a single measurement, of no time, or of numbers that are none")
    func nothing() {
        var alert = Sample.alert()
        alert.lightCurve = []
        #expect(LightCurvePicture(alert) == nil)
        alert.lightCurve = Sample.lightCurve()
        alert.mjdUTC = .nan
        #expect(LightCurvePicture(alert) == nil)
        var odd = Sample.alert()
        odd.magnitude = .infinity
        odd.lightCurve = [
            LightCurvePoint(
                mjdUTC: .infinity, band: "g", magnitude: 1e30, magnitudeError: .nan, limitingMagnitude: -1e30)
        ]
        #expect(LightCurvePicture(odd) == nil)
    }

    @Test("the same point twice, and only limits, are drawn as well")
    func degenerate() throws {
        var alert = Sample.alert()
        alert.lightCurve = [
            LightCurvePoint(
                mjdUTC: alert.mjdUTC, band: "r", magnitude: alert.magnitude, magnitudeError: 1e9,
                limitingMagnitude: .nan)
        ]
        try Self.keep(try #require(LightCurvePicture(alert)), as: "same")
        alert.magnitude = .nan
        alert.lightCurve = Array(Sample.lightCurve().prefix(3))
        try Self.keep(try #require(LightCurvePicture(alert)), as: "limits")
    }
}
