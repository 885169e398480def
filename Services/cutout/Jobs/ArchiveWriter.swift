import CArchive
import Foundation

/// One archive of many files, written as they come.
///
/// `@unchecked Sendable`: one thread at a time uses it, which the job that owns it sees to.
final class ArchiveWriter: @unchecked Sendable {
    /// The kinds of archives.
    enum Format: String, CaseIterable {
        case tar = "tar"
        case tarGzip = "tar.gz"
        case zip = "zip"

        var mimeType: String {
            switch self {
            case .tar: "application/x-tar"
            case .tarGzip: "application/gzip"
            case .zip: "application/zip"
            }
        }
    }

    private let archive: OpaquePointer
    private let path: String
    private let date = time(nil)

    init(_ format: Format, path: String) throws {
        guard let archive = archive_write_new() else { throw ArchiveFailure(path, "no memory") }
        self.archive = archive
        self.path = path
        switch format {
        case .tar, .tarGzip: try check(archive_write_set_format_pax_restricted(archive))
        case .zip: try check(archive_write_set_format_zip(archive))
        }
        if format == .tarGzip { try check(archive_write_add_filter_gzip(archive)) }
        try check(archive_write_open_filename(archive, path))
    }

    deinit { archive_write_free(archive) }

    /// Adds a file.
    func add(_ name: String, _ content: [UInt8]) throws {
        guard let entry = archive_entry_new() else { throw ArchiveFailure(path, "no memory") }
        defer { archive_entry_free(entry) }
        archive_entry_set_pathname(entry, name)
        archive_entry_set_size(entry, Int64(content.count))
        archive_entry_set_filetype(entry, UInt32(S_IFREG))
        archive_entry_set_perm(entry, 0o644)
        archive_entry_set_mtime(entry, date, 0)
        try check(archive_write_header(archive, entry))
        let written = content.withUnsafeBytes { archive_write_data(archive, $0.baseAddress, $0.count) }
        guard written == content.count else { throw failure() }
    }

    /// Ends the archive: it is not whole before.
    func finish() throws { try check(archive_write_close(archive)) }

    private func check(_ code: Int32) throws {
        guard code == ARCHIVE_OK else { throw failure() }
    }

    private func failure() -> ArchiveFailure {
        ArchiveFailure(path, archive_error_string(archive).map { String(cString: $0) } ?? "unknown cause")
    }
}

/// An archive could not be written.
struct ArchiveFailure: Error, CustomStringConvertible {
    let description: String

    init(_ path: String, _ cause: String) { description = "\(path): cannot be written: \(cause)" }
}
