import Foundation

/// One alert as its packet shows it: what was simulated, and the rest of ZTF's fields made up around it.
struct PacketContent {
    let candid: Int64
    let objectID: String
    let seen: SimulatedCandidate
    /// Different for each alert.
    let seed: UInt64

    /// Id of the processed image: night, time and channel.
    var imageID: Int64 { candid / 1_000_000 }
    /// Id of the processed reference image.
    var referenceID: Int { seen.field * 1000 + seen.filter * 100 + seen.readoutChannel }
    /// Magnitude in the 14 pixel aperture.
    var apertureMagnitude: Double { seen.magnitude + seen.apertureMinusPSF }
    /// Length of the major axis, pixels.
    var majorAxis: Double { 0.42 * seen.fwhm * seen.elongation.squareRoot() }
    /// Length of the minor axis, pixels.
    var minorAxis: Double { majorAxis / seen.elongation }
    /// Name that the survey gives to files of this exposure.
    var fileStem: String { "ztf_\(imageID)_\(seen.field)_z\(Self.letter(seen.filter))_c\(seen.readoutChannel / 4 + 1)" }

    /// Days since 2017-01-01, as ZTF counts its nights, in millionths.
    static func microdays(jd: Double) -> Int64 { Int64((jd - 2_457_754.5) * 1e6) }

    /// The letter of a filter id.
    static func letter(_ filter: Int) -> String { filter == 1 ? "g" : "r" }

    /// A number for a field that nothing else depends on: always the same for this alert and key.
    func vary(_ key: UInt64, _ mean: Double, _ spread: Double) -> Double {
        var random = SimulationRandom(seed: seed, stream: key)
        return mean + spread * (2 * random.uniform() - 1)
    }

    /// A position a few arcseconds from the source, degrees.
    func near(_ degrees: Double, _ arcseconds: Double, _ key: UInt64) -> Double {
        degrees + vary(key, 0, arcseconds / 3600)
    }
}

/// A row of the history as its packet shows it.
struct HistoryContent {
    let alert: PacketContent
    let point: SimulatedCandidate.HistoryPoint
    let index: Int

    /// Id of the processed image of that exposure.
    var imageID: Int64 { PacketContent.microdays(jd: point.jd) * 1000 + Int64(alert.seen.readoutChannel) }

    /// A number that is null for an upper limit.
    func detected(_ value: (SimulatedCandidate.HistoryPoint.Detection) -> Double) -> PacketValue {
        point.detection.map { .real(value($0)) } ?? .null
    }

    /// A made-up number that is null for an upper limit.
    func vary(_ key: UInt64, _ mean: Double, _ spread: Double) -> PacketValue {
        point.detection == nil ? .null : .real(always(key, mean, spread))
    }

    /// A made-up number that upper limits have too.
    func always(_ key: UInt64, _ mean: Double, _ spread: Double) -> Double {
        alert.vary(UInt64(index + 1) << 16 | key, mean, spread)
    }
}
