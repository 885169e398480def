import Messages
import Pictures

/// The pictures of a job on contact sheets, page after page in one archive.
struct ContactSheetPages {
    private let archive: ArchiveWriter
    private let sheet: ContactSheet
    private var entries: [ContactSheet.Entry] = []
    private var pages = 0
    private var count = 0

    init(path: String, title: String) throws {
        archive = try ArchiveWriter(.zip, path: path)
        sheet = ContactSheet(title: title)
    }

    /// Adds a picture.
    mutating func add(_ picture: Picture, caption: String, detail: String) throws {
        entries.append(ContactSheet.Entry(picture: picture, caption: caption, detail: detail))
        count += 1
        if entries.count == sheet.picturesPerPage { try write(total: nil) }
    }

    /// Ends the last page and the archive.
    mutating func finish() throws {
        if !entries.isEmpty || pages == 0 { try write(total: count) }
        try archive.finish()
    }

    private mutating func write(total: Int?) throws {
        pages += 1
        // How many pictures there are in all is known with the last page only.
        let picture = sheet.page(pages - 1, entries, of: total)
        let number = String(repeating: "0", count: max(0, 3 - String(pages).count)) + String(pages)
        try archive.add("contact_sheet_\(number).png", try picture.png())
        entries = []
    }
}
