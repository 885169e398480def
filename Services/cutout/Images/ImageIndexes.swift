import Catalog
import Synchronization

/// The index of each project's images: in the catalogue for all copies of the service, in memory for this one.
final class ImageIndexes: Sendable {
    private struct Entry {
        var index: ImageIndex
        var version: String?
        var checked: ContinuousClock.Instant
    }

    private let catalogs: Catalogs
    private let entries = Mutex<[String: Entry]>([:])

    /// How long it may take until another copy's scan is seen.
    private static let freshness = Duration.seconds(1)

    init(_ catalogs: Catalogs) {
        self.catalogs = catalogs
    }

    /// The images of a project, as they were a second ago at the earliest; blocks when they have changed.
    func index(of project: String) throws -> ImageIndex {
        let known = entries.withLock { $0[project] }
        if let known, ContinuousClock.now - known.checked < Self.freshness { return known.index }
        let engine = try catalogs.engine(for: project)
        let version = try ImageTable.version(engine)
        let index: ImageIndex
        if let known, known.version == version {
            index = known.index
        } else {
            index = ImageIndex(try ImageTable.read(engine))
        }
        entries.withLock { $0[project] = Entry(index: index, version: version, checked: .now) }
        return index
    }

    /// Puts what a scan found in the place of a collection's records.
    ///
    /// - Throws: where another scan of the project has written meanwhile.
    func replace(_ collection: String, with records: [ImageRecord], in project: String, startedFrom version: String?)
        throws
    {
        let engine = try catalogs.engine(for: project)
        guard try ImageTable.version(engine) == version else {
            throw CutoutRefusal.invalid("another scan of project \(project) has ended meanwhile; scan again")
        }
        var all = try ImageTable.read(engine).filter { $0.collection != collection }
        var next = (all + records).map(\.identifier).max() ?? 0
        for var record in records {
            if record.identifier == 0 {
                next += 1
                record.identifier = next
            }
            all.append(record)
        }
        try ImageTable.write(all, to: engine)
        entries.withLock { $0[project] = nil }
    }

    /// What a scan starts from.
    func known(of collection: String, in project: String) throws -> (records: [ImageRecord], version: String?) {
        let engine = try catalogs.engine(for: project)
        let version = try ImageTable.version(engine)
        return (try ImageTable.read(engine).filter { $0.collection == collection }, version)
    }
}
