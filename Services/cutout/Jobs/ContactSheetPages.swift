import Foundation
import Messages
import Pictures

/// The pictures of a job on contact sheets, page after page in one archive.
struct ContactSheetPages {
    private let archive: ArchiveWriter
    private var entries: [ContactSheet.Entry] = []
    private var pages = 0

    /// Pictures of one page.
    private static let perPage = 60

    init(path: String) throws {
        archive = try ArchiveWriter(.zip, path: path)
    }

    /// Adds a picture; files of other kinds are passed over.
    mutating func add(_ file: CutoutFile, caption: String) throws {
        guard ["grey", "lupton", "stiff"].contains(file.kind), let picture = try Picture(encoded: file.content) else { return }
        entries.append(ContactSheet.Entry(picture: picture, caption: caption.isEmpty ? file.name : "\(caption) \(file.bands)"))
        if entries.count == Self.perPage { try write() }
    }

    /// Ends the last page and the archive.
    mutating func finish() throws {
        if !entries.isEmpty { try write() }
        try archive.finish()
    }

    private mutating func write() throws {
        pages += 1
        let picture = try ContactSheet(entries).draw()
        try archive.add(String(format: "contact_sheet_%03d.png", pages), try picture.png())
        entries = []
    }
}
