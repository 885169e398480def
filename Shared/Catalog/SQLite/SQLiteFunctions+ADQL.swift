import Foundation
import Sky

/// What ADQL's user functions (IVOA's catalogue of user defined functions, names `ivo_…`) need beyond SQLite's own.
///
/// The others of `ADQL.UserFunction` are printed as plain SQL.
extension SQLiteFunctions {
    static let adqlFunctions: [SQLiteFunction] = [
        SQLiteFunction("peryton_ivo_healpix_index", 3) { call in
            guard !call.hasNull, call.isPosition(1) else { return }
            guard let healpix = Healpix(order: Int(clamping: call.integer(0))) else {
                return call.fail("IVO_HEALPIX_INDEX: order \(call.integer(0)): expected 0 to \(Healpix.finestOrder)")
            }
            call.give(healpix.pixel(UnitVector(rightAscension: call.real(1), declination: call.real(2))))
        },
        SQLiteFunction("peryton_ivo_healpix_center", 2) { call in
            guard !call.hasNull else { return }
            guard let healpix = Healpix(order: Int(clamping: call.integer(0))),
                (0..<healpix.pixelCount).contains(call.integer(1))
            else {
                return call.fail("IVO_HEALPIX_CENTER: no pixel \(call.integer(1)) of order \(call.integer(0))")
            }
            call.give(SkyRegion.point(healpix.centre(call.integer(1)).position).bytes)
        },
        SQLiteFunction("peryton_ivo_hasword", 2) { call in
            guard !call.hasNull else { return }
            call.give(Words.of(call.text(0)).contains(subsequence: Words.of(call.text(1))))
        },
        SQLiteFunction("peryton_ivo_epoch_prop_pos", 8) { call in
            guard !call.hasNull, call.isPosition(0) else { return }
            let moved = LinearMotion(
                parallax: call.real(2), east: call.real(3), north: call.real(4), radialVelocity: call.real(5)
            ).moved(rightAscension: call.real(0), declination: call.real(1), years: call.real(7) - call.real(6))
            if let moved { call.give(SkyRegion.point(moved.position).bytes) }
        },
        SQLiteFunction("peryton_ivo_hms_to_degrees", 1) { call in
            guard !call.hasNull, let hours = sexagesimal(call.text(0), unit: "h") else { return }
            call.give(hours * 15)
        },
        SQLiteFunction("peryton_ivo_dms_to_degrees", 1) { call in
            guard !call.hasNull, let degrees = sexagesimal(call.text(0), unit: "d") else { return }
            call.give(degrees)
        },
    ]

    /// Three numbers of an angle with `:`, blanks or unit signs behind them, in the first one's unit; nil for others.
    private static func sexagesimal(_ text: String, unit: Character) -> Double? {
        var words = text.lowercased()[...]
        while let last = words.last, last.isWhitespace || last == "s" { words.removeLast() }
        let isNegative = words.drop { $0.isWhitespace }.first == "-"
        let parts = words.drop { $0.isWhitespace || $0 == "+" || $0 == "-" }
            .split(omittingEmptySubsequences: false) { $0 == ":" || $0 == " " || $0 == unit || $0 == "m" }
        guard parts.count == 3, parts[0].count <= 3, parts[1].count <= 2,
            parts.dropLast().allSatisfy({ !$0.isEmpty && $0.allSatisfy { $0.isASCII && $0.isNumber } }),
            let first = Double(parts[0]), let minutes = Double(parts[1]), minutes < 60,
            parts[2].allSatisfy({ $0 == "." || $0.isASCII && $0.isNumber }), let seconds = Double(parts[2]),
            seconds < 60
        else { return nil }
        let size = first + minutes / 60 + seconds / 3600
        return isNegative ? -size : size
    }
}

/// Straight motion through space: mas, mas a year on the sky, km/s along the line of sight.
private struct LinearMotion {
    let parallax: Double
    let east: Double
    let north: Double
    let radialVelocity: Double

    /// The direction some Julian years later (ESA SP-1200, volume 1, section 1.5.5); nil where there is none.
    func moved(rightAscension: Double, declination: Double, years: Double) -> UnitVector? {
        let place = UnitVector(rightAscension: rightAscension, declination: declination)
        let longitude = rightAscension * .pi / 180
        let latitude = declination * .pi / 180
        let step = .pi / 180 / 3_600_000 * years
        // 4.740470463533349 km/s are one astronomical unit a year.
        let along = 1 + radialVelocity * parallax / 4.740470463533349 * step
        let (east, north) = (east * step, north * step)
        return UnitVector(
            normalizing: place.x * along - sin(longitude) * east - sin(latitude) * cos(longitude) * north,
            place.y * along + cos(longitude) * east - sin(latitude) * sin(longitude) * north,
            place.z * along + cos(latitude) * north)
    }
}

/// The words of a text, in lower case.
private enum Words {
    static func of(_ text: String) -> [Substring] {
        text.lowercased().split { !$0.isLetter && !$0.isNumber }
    }
}

extension [Substring] {
    fileprivate func contains(subsequence words: [Substring]) -> Bool {
        guard !words.isEmpty, words.count <= count else { return false }
        return (0...(count - words.count)).contains { self[$0..<($0 + words.count)].elementsEqual(words) }
    }
}
