extension ImageHeader {
    /// The cards that do not follow from the pixels and from the place in a file.
    func withoutStructure(isPrimary: Bool) -> ImageHeader {
        ImageHeader(cards: cards.filter { !Self.isStructural($0.keyword, isPrimary: isPrimary) })
    }

    private static func isStructural(_ keyword: String, isPrimary: Bool) -> Bool {
        switch keyword {
        case "SIMPLE", "XTENSION", "BITPIX", "NAXIS", "EXTEND", "PCOUNT", "GCOUNT", "GROUPS", "BSCALE", "BZERO",
            "BLANK",
            "CHECKSUM", "DATASUM", "EXTNAME", "END", "LONGSTRN":
            true
        case "INHERIT", "EXTVER", "EXTLEVEL": isPrimary
        default:
            keyword.hasPrefix("NAXIS") && !keyword.dropFirst(5).isEmpty
                && keyword.dropFirst(5).allSatisfy(\.isNumber)
        }
    }
}
