import Bus
import Catalog
import Foundation
import Jobs
import Messages
import Tables

/// A load, checked: which file, read how, into which table.
struct LoadOrder: Sendable {
    let plan: LoadPlan
    private let path: String
    private let reading: TableReader.Options

    init(_ wanted: LoadParameters, _ options: CatalogOptions, project: String, user: String) throws {
        let file: (path: String, name: String)
        if wanted.serverFile.isEmpty {
            file = try options.uploads(of: user, in: project).whole(wanted.uploadID)
        } else {
            file = try Self.serverFile(wanted.serverFile, options, user: user)
        }
        path = file.path
        var reading = TableReader.Options()
        if wanted.format.isEmpty {
            // An upload has no name of its own on this machine; its content tells most formats, its name the others.
            reading.format = TableFormat(fileName: file.name).flatMap { $0.isKnownByContent ? nil : $0 }
        } else {
            guard let format = TableFormat(name: wanted.format) else {
                throw RequestError("invalid", "format \"\(wanted.format)\": expected one of \(TableFormat.known)")
            }
            reading.format = format
        }
        reading.sentinels = try wanted.sentinels.map { try SentinelRule(text: $0) }
        self.reading = reading
        plan = try Self.plan(wanted, fileName: file.name)
    }

    /// Opens the file.
    func open() throws -> any TableFileSource { try TableReader.open(path, options: reading) }

    private static func plan(_ wanted: LoadParameters, fileName: String) throws(RequestError) -> LoadPlan {
        let name = wanted.table.isEmpty ? tableName(of: fileName) : wanted.table
        let parts = name.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let own = wanted.isPublic ? "public" : CatalogTable.ownSchema
        var plan = LoadPlan(
            schema: parts.count == 2 ? parts[0] : own, name: parts.last ?? "", description: wanted.description,
            appends: wanted.appends, indexedColumns: wanted.indexedColumns)
        if !wanted.raColumn.isEmpty || !wanted.decColumn.isEmpty {
            guard !wanted.raColumn.isEmpty, !wanted.decColumn.isEmpty else {
                throw RequestError("invalid", "position columns: expected both a right ascension and a declination")
            }
            plan.position = (wanted.raColumn, wanted.decColumn)
        }
        return plan
    }

    /// "my stars.v2.fits.gz" becomes "my_stars_v2": a name that needs no quotes.
    static func tableName(of fileName: String) -> String {
        var name = fileName.lowercased()
        for ending in [".gz", ".bz2"] where name.hasSuffix(ending) { name.removeLast(ending.count) }
        if let dot = name.lastIndex(of: "."), dot != name.startIndex { name = String(name[..<dot]) }
        let plain = name.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" }
        let text = String(plain)
        return text.first?.isLetter == true ? text : "t_\(text)"
    }

    private static func serverFile(
        _ name: String, _ options: CatalogOptions, user: String
    ) throws -> (path: String, name: String) {
        guard let folder = options.importFolder, options.curatorNames.contains(user) else {
            throw RequestError("forbidden", "file \(name): files of the service are for its curators; upload yours")
        }
        let root = URL(fileURLWithPath: folder).resolvingSymlinksInPath().path
        let path = URL(fileURLWithPath: "\(root)/\(name)").resolvingSymlinksInPath().standardizedFileURL.path
        guard path.hasPrefix("\(root)/") else {
            throw RequestError("forbidden", "file \(name): expected a file in the service's import folder")
        }
        guard FileManager.default.isReadableFile(atPath: path) else {
            throw RequestError("not-found", "file \(name): not in the service's import folder")
        }
        return (path, (path as NSString).lastPathComponent)
    }
}

extension TableFormat {
    /// Whether a file's first bytes tell that it is of this format.
    fileprivate var isKnownByContent: Bool {
        switch self {
        case .fits, .hdf5, .votable, .votableBinary, .votableBinary2: true
        case .csv, .tab, .jsonLines: false
        }
    }
}

extension SentinelRule {
    /// A rule as people write it: "99" for all columns, "mag_g=99" for one.
    init(text: String) throws(RequestError) {
        let parts = text.split(separator: "=", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
        guard let last = parts.last, let value = Double(last) else {
            throw RequestError("invalid", "sentinel \"\(text)\": expected a number, or column=number")
        }
        self.init(value, columns: parts.count == 2 ? [parts[0]] : nil)
    }
}

extension CatalogOptions {
    /// Where a user's files wait.
    func uploads(of user: String, in project: String) -> UploadFolder {
        UploadFolder(data: data, project: project, user: user)
    }
}
