import Foundation
import Sky

/// Names of cutouts: `<collection>J<hhmmss.ss><±ddmmss.s>`, truncated as IAU designations are.
enum CutoutName {
    /// The name of a position in a collection.
    ///
    /// Digits are cut off, not rounded, so that the name is the same at any precision (IAU, "Specifications concerning
    /// designations"); right ascension 0 is `000000.00`, and declinations between −1° and 0° keep their sign.
    static func stem(collection: String, _ position: SkyPosition) -> String {
        // A position that was read from decimal digits must not fall below the digit that it was written with.
        let nudge = 1e-7
        let hundredths =
            Int((position.rightAscension / 15 * 360_000 + nudge * 360_000 / 15).rounded(.down))
            % (24 * 360_000)
        let tenths = Int((abs(position.declination) * 36_000 + nudge * 36_000).rounded(.down))
        let sign = position.declination < 0 ? "-" : "+"
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let ra =
            "\(two(hundredths / 360_000))\(two(hundredths / 6_000 % 60))\(two(hundredths / 100 % 60)).\(two(hundredths % 100))"
        let dec = "\(two(tenths / 36_000))\(two(tenths / 600 % 60))\(two(tenths / 10 % 60)).\(tenths % 10)"
        return "\(plain(collection))J\(ra)\(sign)\(dec)"
    }

    /// A text as a part of a file name: nothing that leads into another folder or needs quotes.
    static func plain(_ text: String) -> String {
        String(text.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") ? $0 : "_" })
    }
}
