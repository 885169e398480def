import Foundation

/// Keeps the image stamps of alerts as files in a folder, each once, under the hash of its content.
///
/// ```
/// <folder>/<project>/<first 2 digits of the hash>/<hash>
/// ```
/// A file's time of modification is the time at which it may go, so a stamp that several streams share stays as long as
/// the most patient of them asked, and nobody else need know what was promised.
///
/// Any number of processes may put, read and sweep at a time, over NFS too: a file appears whole, by a rename, and is
/// never changed. Nothing is synced to disk: a stamp that a crash tore is found by its hash and put anew.
///
/// All calls block; run them on `BlockingThreads`.
///
/// ```swift
/// let store = StampStore(folder: ".peryton/stamps")
/// let hash = try store.put(bytes, project: "main", keepDays: 30)
/// let same = try store.read(hash, project: "main")
/// ```
public struct StampStore: Sendable {
    /// Where the stamps are; made with the first of them.
    public let folder: String

    /// A store in a folder.
    public init(folder: String) {
        self.folder = folder
    }

    /// Keeps a stamp, or renews one that is kept already; its longest time counts.
    ///
    /// - Throws: `StampError.badProject`, or `StampError.file` where the folder cannot be written.
    @discardableResult
    public func put(
        _ bytes: UnsafeRawBufferPointer, project: String, keepDays: Double
    ) throws(StampError) -> StampHash {
        let hash = StampHash(of: bytes)
        let path = try path(of: hash, project: project)
        // Whole seconds, as not every file system keeps more.
        let end = Date(timeIntervalSince1970: (Date.now.timeIntervalSince1970 + keepDays * 86_400).rounded(.up))
        if try renew(path, until: end, size: bytes.count) { return hash }
        let draft = "\(shard(of: path))/\(Self.draftPrefix)\(UInt64.random(in: .min ... .max))"
        do throws(StampError) {
            try StampFile.write(bytes, to: draft, modified: end)
        } catch .file(_, _, ENOENT) {
            // The first stamp here.
            do {
                try FileManager.default.createDirectory(atPath: shard(of: path), withIntermediateDirectories: true)
            } catch {
                throw .file(path: shard(of: path), doing: "make the folder", code: StampFile.code(of: error))
            }
            try StampFile.write(bytes, to: draft, modified: end)
        }
        do throws(StampError) {
            // Somebody else may have put it meanwhile, for longer.
            if try renew(path, until: end, size: bytes.count) {
                unlink(draft)
            } else {
                try StampFile.rename(draft, to: path)
            }
        } catch {
            unlink(draft)
            throw error
        }
        return hash
    }

    /// Keeps a stamp held in an array; see the other form.
    @discardableResult
    public func put(_ bytes: [UInt8], project: String, keepDays: Double) throws(StampError) -> StampHash {
        let result: Result<StampHash, StampError> = bytes.withUnsafeBytes { bytes in
            do throws(StampError) {
                return .success(try put(bytes, project: project, keepDays: keepDays))
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    /// The bytes of a stamp, as they were put.
    ///
    /// - Throws: `StampError.missing` where it is not kept, `StampError.damaged` where the file holds something else.
    public func read(_ hash: StampHash, project: String) throws(StampError) -> [UInt8] {
        let path = try path(of: hash, project: project)
        let bytes: [UInt8]
        do throws(StampError) {
            bytes = try StampFile.read(path)
        } catch .file(_, _, ENOENT) {
            throw .missing(hash, project: project)
        }
        guard bytes.withUnsafeBytes({ StampHash(of: $0) }) == hash else { throw .damaged(path: path) }
        return bytes
    }

    // MARK: Places

    /// What the name of a file begins with that is being written.
    static let draftPrefix = ".draft-"
    /// What the name of a file begins with that a sweep has taken away, and may bring back.
    static let gravePrefix = ".gone-"

    /// The file of a stamp, be it there or not, for libraries that read files: whoever uses it has read the stamp before.
    public func path(of hash: StampHash, project: String) throws(StampError) -> String {
        guard Self.isProject(project) else { throw .badProject(project) }
        return "\(folder)/\(project)/\(hash.hex.prefix(Self.shardDigits))/\(hash.hex)"
    }

    /// How many digits of a hash name the folder that it is in.
    static let shardDigits = 2

    /// Whether a text is a project's name, and so never a way out of the folder.
    static func isProject(_ name: String) -> Bool {
        (1...63).contains(name.utf8.count)
            && name.utf8.allSatisfy {
                UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 || UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0
                    || $0 == UInt8(ascii: "-")
            }
    }

    private func shard(of path: String) -> String {
        String(path.dropLast(StampHash.digitCount + 1))
    }

    /// Makes a stamp stay that is there already; false where it has to be written.
    private func renew(_ path: String, until end: Date, size: Int) throws(StampError) -> Bool {
        guard let file = try StampFile.status(path), file.size == size else { return false }
        if file.modified >= end { return true }
        // Whoever sweeps may take the file away meanwhile; it looks at the time once more behind that, so either it sees
        // this one, or the file is seen to be gone here.
        guard try StampFile.setModified(path, to: end) else { return false }
        return try StampFile.status(path)?.modified == end
    }
}
