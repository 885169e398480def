extension ImageExtension {
    /// The image of an HDU; nil if it is none, or one of another shape.
    init?(_ unit: ScannedHDU) {
        let raw = unit.header
        let isCompressed = raw.logical("ZIMAGE") == true && raw.text("XTENSION") == "BINTABLE"
        guard isCompressed || raw.logical("SIMPLE") == true || raw.text("XTENSION") == "IMAGE",
            raw.logical("GROUPS") != true
        else { return nil }
        guard TileTable.isSound(raw) else { return nil }
        let letter = isCompressed ? "Z" : ""
        guard let axes = raw.integer("\(letter)NAXIS"), axes >= 2, axes < 100,
            let width = raw.integer("\(letter)NAXIS1"), let height = raw.integer("\(letter)NAXIS2"),
            width > 0, height > 0, width < 1 << 31, height < 1 << 31,
            axes == 2 || (3...axes).allSatisfy({ raw.integer("\(letter)NAXIS\($0)") == 1 }),
            let storage = StoredPixels(raw, bitpix: raw.integer("\(letter)BITPIX"))
        else { return nil }
        hdu = unit.number
        self.width = width
        self.height = height
        self.storage = storage
        header = Self.imageHeader(raw, isCompressed: isCompressed)
        name = header.text("EXTNAME") ?? ""
        pixelType = storage.type
        blank = storage.physicalBlank
        positionCards = PositionCards(header)
        plane = .other
        dataSum = raw.text("DATASUM")
        guard isCompressed else {
            compression = nil
            layout = .plain(offset: unit.dataOffset)
            return
        }
        let tile = TileDescription(
            algorithm: raw.text("ZCMPTYPE") ?? "", tileWidth: max(1, raw.integer("ZTILE1") ?? width),
            tileHeight: max(1, raw.integer("ZTILE2") ?? 1),
            isQuantized: storage.bitpix < 0 && (raw.contains("ZSCALE") || Self.hasColumn(raw, "ZSCALE")))
        compression = tile
        let table = TileTable(unit, width: width, height: height, bitpix: storage.bitpix, tile: tile)
        layout = table.map { .tiles($0) } ?? .library
    }

    private static func hasColumn(_ header: ImageHeader, _ name: String) -> Bool {
        header.cards.contains { $0.keyword.hasPrefix("TTYPE") && $0.value == .text(name) }
    }

    /// The header of the image alone: what a table needs for a packed one is taken out, and the checksums.
    private static func imageHeader(_ raw: ImageHeader, isCompressed: Bool) -> ImageHeader {
        guard isCompressed else {
            return ImageHeader(cards: raw.cards.filter { !["CHECKSUM", "DATASUM"].contains($0.keyword) })
        }
        // The names that structural keywords of the image have in the table.
        let renamed = [
            "ZBITPIX": "BITPIX", "ZNAXIS": "NAXIS", "ZNAXIS1": "NAXIS1", "ZNAXIS2": "NAXIS2", "ZPCOUNT": "PCOUNT",
            "ZGCOUNT": "GCOUNT", "ZEXTEND": "EXTEND", "ZBLOCKED": "BLOCKED",
        ]
        let structural = [
            "BITPIX", "NAXIS", "NAXIS1", "NAXIS2", "PCOUNT", "GCOUNT", "TFIELDS", "XTENSION", "THEAP", "ZIMAGE",
            "ZCMPTYPE", "ZQUANTIZ", "ZDITHER0", "ZMASKCMP", "ZSIMPLE", "ZTENSION", "ZHECKSUM", "ZDATASUM", "CHECKSUM",
            "DATASUM", "ZSCALE", "ZZERO", "ZBLANK",
        ]
        let numbered = [
            "TTYPE", "TFORM", "TUNIT", "TDIM", "TNULL", "TSCAL", "TZERO", "TDISP", "ZTILE", "ZNAME", "ZVAL",
        ]
        var cards = [HeaderCard("XTENSION", .text("IMAGE"))]
        var moved: [HeaderCard] = []
        for card in raw.cards {
            if let name = renamed[card.keyword] {
                moved.append(HeaderCard(keyword: name, field: card.field, comment: card.comment))
            }
        }
        let order = ["BITPIX", "NAXIS", "NAXIS1", "NAXIS2", "PCOUNT", "GCOUNT"]
        cards += order.compactMap { name in moved.first { $0.keyword == name } }
        cards += moved.filter { !order.contains($0.keyword) }
        for card in raw.cards {
            let keyword = card.keyword
            if structural.contains(keyword) || renamed[keyword] != nil || keyword.hasPrefix("ZNAXIS") { continue }
            if keyword == "EXTNAME", card.value == .text("COMPRESSED_IMAGE") { continue }
            let isNumbered = numbered.contains { stem in
                keyword.hasPrefix(stem) && !keyword.dropFirst(stem.count).isEmpty
                    && keyword.dropFirst(stem.count).allSatisfy(\.isNumber)
            }
            if !isNumbered { cards.append(card) }
        }
        return ImageHeader(cards: cards)
    }
}
