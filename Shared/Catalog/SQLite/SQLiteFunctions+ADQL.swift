import Foundation
import Sky

/// What ADQL's user functions (IVOA's catalogue of user defined functions, names `ivo_…`) need beyond SQLite's own.
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
        SQLiteFunction("peryton_ivo_hashlist_has", 2) { call in
            guard !call.hasNull else { return }
            let wanted = call.text(1).lowercased()
            call.give(call.text(0).split(separator: "#").contains { $0.lowercased() == wanted })
        },
        SQLiteFunction("peryton_ivo_nocasematch", 2) { call in
            guard !call.hasNull else { return }
            call.give(LikePattern(call.text(1).lowercased()).matches(call.text(0).lowercased()))
        },
        SQLiteFunction.ofNumbers("peryton_ivo_interval_overlaps", 4) { call in
            max(call.real(0), call.real(2)) <= min(call.real(1), call.real(3)) ? 1 : 0
        },
        SQLiteFunction.ofNumbers("peryton_truncate", 2) { call in
            let scale = pow(10, call.real(1))
            return (call.real(0) * scale).rounded(.towardZero) / scale
        },
    ]
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

/// A LIKE pattern: `%` for anything, `_` for one character.
private struct LikePattern {
    private let pattern: [Character]

    init(_ text: String) { pattern = Array(text) }

    func matches(_ text: String) -> Bool {
        let text = Array(text)
        var (p, n, star, mark) = (0, 0, -1, 0)
        while n < text.count {
            if p < pattern.count, pattern[p] == "%" {
                (star, mark) = (p, n)
                p += 1
            } else if p < pattern.count, pattern[p] == "_" || pattern[p] == text[n] {
                p += 1
                n += 1
            } else if star >= 0 {
                p = star + 1
                mark += 1
                n = mark
            } else {
                return false
            }
        }
        return pattern[p...].allSatisfy { $0 == "%" }
    }
}
