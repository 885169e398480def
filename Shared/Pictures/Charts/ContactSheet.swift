/// Many pictures in a grid, each with a caption.
///
/// A sheet has pages of at most `rows` × `columns` pictures, and no page is more than 4096 pixels wide or high: where
/// the grid would be, it has fewer rows or columns. The foot of each page tells which of how many pictures it shows.
public struct ContactSheet: Sendable {
    /// A picture and its words.
    public struct Entry: Sendable {
        /// Nil where there is none; the detail then says why.
        public var picture: Picture?
        /// What it is, shortened to the room there is.
        public var caption: String
        /// A second line in a lighter colour; may be empty.
        public var detail: String

        /// A picture, or none, and its words.
        public init(picture: Picture?, caption: String, detail: String = "") {
            self.picture = picture
            self.caption = caption
            self.detail = detail
        }
    }

    /// Above all pages.
    public let title: String
    /// Pixels across and down that each picture may take.
    public let side: Int
    /// Pictures beside each other.
    public let columns: Int
    /// Pictures above each other.
    public let rows: Int

    /// The greatest width and height of a page, in pixels.
    public static let greatestPageSide = 4096

    /// Sheets with pictures of a size; sides from 32 to 1024, at least one column and row.
    public init(title: String, side: Int = 240, columns: Int = 5, rows: Int = 5) {
        self.title = title
        self.side = min(1024, max(32, side))
        let room = Self.greatestPageSide - 2 * Self.margin
        self.columns = max(1, min(columns, (room + Self.gap) / (self.side + Self.gap)))
        self.rows = max(1, min(rows, (room - Self.headHeight - Self.footHeight) / (self.side + Self.captionHeight)))
    }

    /// Pictures on a full page.
    public var picturesPerPage: Int { columns * rows }

    /// Pages that so many pictures need; one where there are none.
    public func pageCount(of pictures: Int) -> Int { max(1, (pictures + picturesPerPage - 1) / picturesPerPage) }

    /// All pages; for many pictures, make one `page` after another.
    public func pages(_ entries: [Entry]) -> [Picture] {
        (0..<pageCount(of: entries.count)).map { number in
            let first = number * picturesPerPage
            return page(
                number, Array(entries[first..<min(entries.count, first + picturesPerPage)]), of: entries.count)
        }
    }

    /// One page.
    ///
    /// - Parameters:
    ///   - number: From 0.
    ///   - entries: Those of this page; what is more than a page holds is left out.
    ///   - total: Pictures on all pages; nil while nobody knows.
    public func page(_ number: Int, _ entries: [Entry], of total: Int?) -> Picture {
        let shown = entries.prefix(picturesPerPage)
        let usedColumns = max(1, min(columns, shown.count))
        let usedRows = max(1, (shown.count + columns - 1) / columns)
        // Wide enough for the title and the foot, whatever the pictures.
        let width = 2 * Self.margin + max(2 * side, usedColumns * (side + Self.gap) - Self.gap)
        let height = 2 * Self.margin + Self.headHeight + usedRows * (side + Self.captionHeight) + Self.footHeight
        var page = Picture(width: width, height: height, colour: Colour(0xFAFAFA))
        let large = TextStyle(scale: 2)
        page.write(
            large.shortened(title, toWidth: width - 2 * Self.margin), x: Self.margin, y: Self.margin, large)
        // Large letters where most captions fit; where they do not, small ones rather than cut names.
        let fitting = shown.count { large.width(of: $0.caption) <= side && large.width(of: $0.detail) <= side }
        let scale = 2 * fitting > shown.count ? 2 : 1
        for (place, entry) in shown.enumerated() {
            let left = Self.margin + place % columns * (side + Self.gap)
            let top = Self.margin + Self.headHeight + place / columns * (side + Self.captionHeight)
            draw(entry, left: left, top: top, scale: scale, on: &page)
        }
        let first = number * picturesPerPage
        let foot =
            shown.isEmpty
            ? "no pictures"
            : "page \(number + 1)\(total.map { " of \(pageCount(of: $0))" } ?? "") · "
                + "pictures \(first + 1)–\(first + shown.count)\(total.map { " of \($0)" } ?? "")"
        let small = TextStyle(scale: 1, colour: Colour(0x606060))
        page.write(
            small.shortened(foot, toWidth: width - 2 * Self.margin), x: width - Self.margin,
            y: height - Self.margin - small.height, small, .end)
        return page
    }

    private func draw(_ entry: Entry, left: Int, top: Int, scale: Int, on page: inout Picture) {
        if let picture = entry.picture {
            // Whole factors only, so that pixels stay what they are.
            let longest = max(picture.width, picture.height)
            let fitting =
                longest > side ? picture.reduced(by: (longest + side - 1) / side) : picture.enlarged(by: side / longest)
            let (x, y) = (left + (side - fitting.width) / 2, top + (side - fitting.height) / 2)
            page.paste(fitting, x: x, y: y)
        } else {
            let area = Area(left: left + 1, top: top + 1, right: left + side - 1, bottom: top + side - 1)
            page.fill(area, Colour(0xECECEC))
            page.frame(area, Colour(0xC0C0C0))
            let style = TextStyle(scale: 2, colour: Colour(0x909090))
            page.write(
                style.shortened("no image", toWidth: side - 8), x: left + side / 2, y: top + side / 2 - 7, style,
                .middle)
        }
        let middle = left + side / 2
        let caption = TextStyle(scale: scale)
        page.write(caption.shortened(entry.caption, toWidth: side), x: middle, y: top + side + 6, caption, .middle)
        let detail = TextStyle(scale: scale, colour: Colour(0x707070))
        page.write(
            detail.shortened(entry.detail, toWidth: side), x: middle, y: top + side + 10 + caption.height, detail,
            .middle)
    }

    private static let margin = 16
    private static let gap = 12
    private static let headHeight = 32
    private static let footHeight = 16
    private static let captionHeight = 56
}
