/// The cards of a header that count pixels from the corner of the image, found once.
struct PositionCards: Sendable {
    /// Places of NAXIS1 and NAXIS2.
    private var width: Int?
    private var height: Int?
    /// Places of cards that change with the first column or row of a cut, and how.
    private var horizontal: [Shifted] = []
    private var vertical: [Shifted] = []

    /// Whether there are cards that name sections of the image, which a cut does not have.
    private var hasSections = false

    private struct Shifted {
        let index: Int
        let value: Double
        /// −1: the first column or row is taken away from the value; 1: it is added.
        let sign: Double
    }

    init(_ header: ImageHeader) {
        for (index, card) in header.cards.enumerated() {
            switch card.keyword {
            case "NAXIS1": width = index
            case "NAXIS2": height = index
            default:
                if Self.isSection(card.keyword) { hasSections = true }
                guard let (axis, sign) = Self.axis(of: card.keyword), let value = Self.number(card) else { continue }
                let shifted = Shifted(index: index, value: value, sign: sign)
                if axis == 1 { horizontal.append(shifted) } else { vertical.append(shifted) }
            }
        }
    }

    /// The axis whose pixels a keyword counts, and in which direction: CRPIXja of every alternative, LTVj of IRAF's
    /// physical coordinates, and CNPIXj of the Digitized Sky Survey, which is the corner's place on the plate.
    private static func axis(of keyword: String) -> (axis: Int, sign: Double)? {
        let letters = Array(keyword.utf8)
        let isReference = keyword.hasPrefix("CRPIX") && (letters.count == 6 || letters.count == 7)
        let isCorner = keyword.hasPrefix("CNPIX") && letters.count == 6
        guard isReference || isCorner || (keyword.hasPrefix("LTV") && letters.count == 4) else { return nil }
        if letters.count == 7, !(UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(letters[6]) { return nil }
        let digit = letters[letters.count == 4 ? 3 : 5]
        guard digit == UInt8(ascii: "1") || digit == UInt8(ascii: "2") else { return nil }
        return (digit == UInt8(ascii: "1") ? 1 : 2, isCorner ? 1 : -1)
    }

    private static func number(_ card: HeaderCard) -> Double? {
        switch card.value {
        case .integer(let number)?: Double(number)
        case .real(let number)?: number
        default: nil
        }
    }

    /// The header of a part of the image.
    func header(_ header: ImageHeader, cutTo box: PixelBox) -> ImageHeader {
        var result = header
        func set(_ index: Int?, _ value: HeaderValue) {
            guard let index else { return }
            let card = result.cards[index]
            result.replace(at: index, HeaderCard(card.keyword, value, comment: card.comment))
        }
        set(width, .integer(Int64(box.width)))
        set(height, .integer(Int64(box.height)))
        for card in horizontal { set(card.index, .real(card.value + card.sign * Double(box.x))) }
        for card in vertical { set(card.index, .real(card.value + card.sign * Double(box.y))) }
        if hasSections { result.removeAll { Self.isSection($0.keyword) } }
        return result
    }

    /// DATASEC and its like, whole or of an amplifier (A, B): which pixels of the image are what.
    private static func isSection(_ keyword: String) -> Bool {
        guard keyword.utf8.count >= 6, keyword.contains("SEC") else { return false }
        return ["DATASEC", "TRIMSEC", "BIASSEC", "PRESEC", "POSTSEC", "AMPSEC", "CCDSEC", "DETSEC"].contains {
            section in
            keyword == section || keyword == section + "A" || keyword == section + "B"
        }
    }
}
