/// The cards of a header that count pixels from the corner of the image, found once.
struct PositionCards: Sendable {
    /// Places of NAXIS1 and NAXIS2.
    private var width: Int?
    private var height: Int?
    /// Places of cards from whose value the first column or row of a cut is taken away, with their value.
    private var horizontal: [(index: Int, value: Double)] = []
    private var vertical: [(index: Int, value: Double)] = []

    init(_ header: ImageHeader) {
        for (index, card) in header.cards.enumerated() {
            switch card.keyword {
            case "NAXIS1": width = index
            case "NAXIS2": height = index
            default:
                guard let axis = Self.axis(of: card.keyword), let value = Self.number(card) else { continue }
                if axis == 1 { horizontal.append((index, value)) } else { vertical.append((index, value)) }
            }
        }
    }

    /// The axis whose pixels a keyword counts: CRPIXja of every alternative, and LTVj of IRAF's physical coordinates.
    private static func axis(of keyword: String) -> Int? {
        let letters = Array(keyword.utf8)
        let isReference = keyword.hasPrefix("CRPIX") && (letters.count == 6 || letters.count == 7)
        guard isReference || (keyword.hasPrefix("LTV") && letters.count == 4) else { return nil }
        if letters.count == 7, !(UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(letters[6]) { return nil }
        let digit = letters[isReference ? 5 : 3]
        return digit == UInt8(ascii: "1") ? 1 : digit == UInt8(ascii: "2") ? 2 : nil
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
        for (index, value) in horizontal { set(index, .real(value - Double(box.x))) }
        for (index, value) in vertical { set(index, .real(value - Double(box.y))) }
        return result
    }
}
