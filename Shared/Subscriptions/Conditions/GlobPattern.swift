/// A pattern of `like`: `*` stands for any characters, `?` for one, `\` before `*`, `?` or `\` for that character itself.
///
/// Every place in the pattern that the text read so far can have led to is a bit of one word (the "Shift-And" way,
/// Baeza-Yates and Gonnet 1992), so that the time is that of reading the text once, whatever the pattern.
struct GlobPattern: Equatable, Sendable {
    /// The most characters that a pattern can have, in UTF-8 bytes, runs of `*` counted once.
    static let mostBytes = 63

    private static let special = Array("*?\\".utf8)

    /// As written.
    let text: String
    /// For each byte, the places from which it leads on: bit i is set where it fits the i-th element.
    private let fitting: [UInt64]
    /// Places that any byte may be skipped at: those before a `*`.
    private let skipping: UInt64
    /// Places that the further bytes of one character are skipped at: those after a `?`.
    private let continuing: UInt64
    /// The place at the end.
    private let end: UInt64

    /// Reads a pattern; nil for one that is too long.
    init?(_ text: String) {
        var fitting = [UInt64](repeating: 0, count: 256)
        var skipping: UInt64 = 0
        var continuing: UInt64 = 0
        var place = 0
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            var byte = byte
            var isPlain = true
            if byte == UInt8(ascii: "\\"), let next = rest.first, Self.special.contains(next) {
                byte = next
                rest.removeFirst()
            } else {
                isPlain = byte != UInt8(ascii: "*") && byte != UInt8(ascii: "?")
            }
            if !isPlain, byte == UInt8(ascii: "*") {
                skipping |= 1 << UInt64(place)
                continue
            }
            guard place < Self.mostBytes else { return nil }
            if isPlain {
                fitting[Int(byte)] |= 1 << UInt64(place)
            } else {
                for first in 0..<256 where !UInt8(first).isContinuation { fitting[first] |= 1 << UInt64(place) }
                continuing |= 1 << UInt64(place + 1)
            }
            place += 1
        }
        self.text = text
        self.fitting = fitting
        self.skipping = skipping
        self.continuing = continuing
        end = 1 << UInt64(place)
    }

    /// Whether all of a text fits the pattern.
    ///
    /// - Complexity: one step a byte of the text.
    func matches(_ text: String) -> Bool {
        var places: UInt64 = 1
        for byte in text.utf8 {
            let stays = byte.isContinuation ? skipping | continuing : skipping
            places = (places & fitting[Int(byte)]) << 1 | places & stays
            if places == 0 { return false }
        }
        return places & end != 0
    }
}

extension UInt8 {
    /// Whether it is a byte of a UTF-8 character after its first.
    fileprivate var isContinuation: Bool { self & 0xc0 == 0x80 }
}
